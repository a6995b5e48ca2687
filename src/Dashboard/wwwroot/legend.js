// The names of a chart's lines, as buttons: a key or a press hides a line, a double press leaves it alone on the chart.
const svg = 'http://www.w3.org/2000/svg';
const dashes = { solid: '', dash: '7 4', dot: '2 3', dashdot: '7 3 2 3' };

function swatch(t, color) {
  const picture = document.createElementNS(svg, 'svg');
  picture.setAttribute('viewBox', '0 0 24 10');
  picture.setAttribute('aria-hidden', 'true');
  const area = !t.kind.startsWith('lines');
  const shape = document.createElementNS(svg, area ? 'rect' : 'path');
  if (area) {
    shape.setAttribute('x', t.kind === 'bar' ? '2' : '8');
    shape.setAttribute('y', '1');
    shape.setAttribute('width', t.kind === 'bar' ? '20' : '8');
    shape.setAttribute('height', '8');
    shape.setAttribute('rx', t.symbol === 'circle' && t.kind !== 'bar' ? '4' : '1');
    shape.setAttribute('fill', color);
    if (t.symbol === 'diamond') {
      shape.setAttribute('transform', 'rotate(45 12 5)');
    }
  } else {
    shape.setAttribute('d', 'M0 5h24');
    shape.setAttribute('stroke', color);
    shape.setAttribute('stroke-width', Math.max(2, Math.min(3, t.width)));
    shape.setAttribute('stroke-dasharray', dashes[t.dash] ?? '');
  }

  picture.append(shape);
  return picture;
}

function button(t, colors, hidden) {
  const element = document.createElement('button');
  element.type = 'button';
  element.title = 'Hides or shows it; a double press leaves it alone on the chart';
  element.setAttribute('aria-pressed', hidden.has(t.name) ? 'false' : 'true');
  element.dataset.name = t.name;
  const name = document.createElement('span');
  name.textContent = t.name;
  element.append(swatch(t, colors.of(t.color)), name);
  return element;
}

function same(place, named, theme) {
  return place.dataset.theme === theme && place.children.length === named.length && named.every((t, i) => place.children[i].dataset.name === t.name);
}

// Only what changed is made anew, so that a commit does not take the focus from a button.
export function legend(place, model, colors, hidden, changed) {
  const named = model.traces.filter(t => t.legend), theme = document.documentElement.dataset.theme;
  place.hidden = named.length < 2;
  if (place.hidden) {
    place.replaceChildren();
    return;
  }

  if (!same(place, named, theme)) {
    place.dataset.theme = theme;
    place.replaceChildren(...named.map(t => button(t, colors, hidden)));
  }

  for (const element of place.children) {
    element.setAttribute('aria-pressed', hidden.has(element.dataset.name) ? 'false' : 'true');
  }

  place.onclick = event => {
    const name = event.target.closest('button')?.dataset.name;
    if (name !== undefined) {
      hidden.delete(name) || hidden.add(name);
      changed();
    }
  };
  place.ondblclick = event => {
    const name = event.target.closest('button')?.dataset.name;
    if (name !== undefined) {
      const others = named.map(t => t.name).filter(n => n !== name), alone = others.every(n => hidden.has(n));
      hidden.clear();
      (alone ? [] : others).forEach(n => hidden.add(n));
      changed();
    }
  };
}
