// The lines of a thousand runs that only give the ground of an overlay. Plotly makes an element of each and takes twice as long
// for them as for all the rest, so they are drawn here, as one path under its lines; it still answers what lies under the pointer.
const svg = 'http://www.w3.org/2000/svg';

export function backgroundLines(element, model, colors, hidden) {
  const plot = element.querySelector('.plot'), full = element._fullLayout;
  plot?.querySelector('.background-lines')?.remove();
  const shown = model.traces.filter(t => t.background && !hidden.has(t.name));
  if (!plot || shown.length === 0) {
    return;
  }

  const group = document.createElementNS(svg, 'g');
  group.setAttribute('class', 'background-lines');
  for (const t of shown) {
    const path = document.createElementNS(svg, 'path');
    path.setAttribute('d', outline(t, full.xaxis, full.yaxis));
    path.setAttribute('fill', 'none');
    path.setAttribute('stroke-linecap', 'round');
    path.setAttribute('stroke', colors.of(t.color));
    path.setAttribute('stroke-width', t.width);
    path.setAttribute('stroke-opacity', t.opacity);
    group.append(path);
  }

  plot.prepend(group);
}

function outline(t, across, up) {
  let d = '', pen = 'M';
  for (let i = 0; i < t.x.length; i++) {
    if (t.y[i] === null) {
      pen = 'M';
    } else {
      d += `${pen}${across.l2p(t.x[i]).toFixed(1)} ${up.l2p(t.y[i]).toFixed(1)}${pen === 'M' ? 'h0' : ''}`; // a dot, should nothing follow
      pen = 'L';
    }
  }

  return d;
}
