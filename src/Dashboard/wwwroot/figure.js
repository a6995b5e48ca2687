// From a chart model of Model/Charts to what Plotly draws: traces and layout, in the colours of the page.

// A finger that draws a box over a chart cannot move the page, and a page of charts has no other place to take hold of: there the
// chart zooms by its buttons, or when one of them was pressed.
const finger = matchMedia('(pointer: coarse)');
const narrowest = 480, margins = 66, labelHeight = 15, letterWidth = 6; // pixels of a mark's label, about

export function colors(element) {
  const style = getComputedStyle(element);
  const read = name => style.getPropertyValue(name).trim();
  return {
    of: key => read(`--chart-${key}`) || '#888',
    text: read('--page-text'), soft: read('--page-text-soft'), grid: read('--page-line'), surface: read('--page-surface'), mark: read('--chart-mark'), accent: read('--page-accent'),
  };
}

export function texts(t) {
  return t.texts ?? t.textRuns?.flatMap(r => Array(r.count).fill(r.text));
}

// What the page draws itself (legend, and the background lines of an overlay) is drawn by Plotly only for a picture to take away.
export function figure(model, c, element, hidden, picture = false) {
  const size = { width: element.clientWidth, height: element.clientHeight };
  return { data: model.traces.map(t => trace(t, c, model, hidden, picture)), layout: layout(model, c, size, picture) };
}

function at(axis, ticks) {
  return ticks ? `%{${axis}}` : `%{${axis}:.5~g}`;
}

// Points between two gaps have no line to be seen by.
function alone(y) {
  return y.map((value, i) => value !== null && (y[i - 1] ?? null) === null && (y[i + 1] ?? null) === null);
}

function trace(t, c, model, hidden, picture) {
  const color = c.of(t.color), names = texts(t), points = t.kind === 'lines' && (!t.background || picture) ? alone(t.y) : [], dots = points.includes(true);
  const place = `${at('x', model.xTicks)}, ${at('y', model.yTicks)}`; // a place on an axis of names is called by its name
  const common = {
    x: t.x, y: t.y, name: t.name, showlegend: t.legend, opacity: t.opacity, text: names, visible: !hidden.has(t.name),
    hovertemplate: !names ? `${place}<extra>%{fullData.name}</extra>` : `%{text}${model.parallel || t.xValues ? '' : `<br>${place}`}<extra></extra>`,
  };
  if (t.kind === 'bar') {
    return { ...common, type: 'bar', marker: { color, line: { width: 0 } }, ...(model.horizontal ? { orientation: 'h' } : {}) };
  }

  return {
    ...common, type: 'scatter', mode: t.background && !picture ? 'none' : dots ? 'lines+markers' : t.kind, connectgaps: false,
    line: { color, width: t.width, dash: t.dash },
    marker: { color, symbol: t.symbol, size: dots ? points.map(p => p ? 6 : 0) : t.kind === 'markers' ? t.width : 5, line: { color: c.surface, width: t.kind === 'markers' ? 1 : 0 } },
  };
}

// Labels of lines that lie close stand beside one another, in as many columns as there is room for; what finds no place has its line alone.
function columns(model, size) {
  const lines = model.marks.filter(m => typeof m.y === 'number').sort((a, b) => a.y - b.y);
  const heights = model.traces.flatMap(t => t.y).filter(y => y !== null).concat(lines.map(m => m.y));
  const [low, high] = model.yRange ?? heights.reduce(([a, b], y) => [Math.min(a, y), Math.max(b, y)], [Infinity, -Infinity]);
  const apart = (high - low) * labelHeight / (size.height - margins), width = 14 + letterWidth * Math.max(0, ...lines.map(m => m.label.length));
  const last = Array(Math.max(1, Math.floor(size.width / width))).fill(-Infinity), places = new Map();
  for (const m of lines) {
    const column = last.findIndex(y => m.y - y >= apart);
    if (column >= 0) {
      last[column] = m.y;
      places.set(m, column * width);
    }
  }

  return places;
}

function marks(model, c, size) {
  const shapes = [], annotations = [], places = columns(model, size);
  for (const m of model.marks) {
    const vertical = m.x !== null && m.x !== undefined;
    shapes.push({
      type: 'line', line: { color: c.mark, width: 1.5, dash: 'dot' },
      ...(vertical ? { xref: 'x', yref: 'paper', x0: m.x, x1: m.x, y0: 0, y1: 1 } : { xref: 'paper', yref: 'y', x0: 0, x1: 1, y0: m.y, y1: m.y }),
    });
    if (!vertical && !places.has(m)) {
      continue;
    }

    annotations.push({
      text: plain(m.label), showarrow: false, font: { size: 11, color: c.mark }, bgcolor: c.surface, borderpad: 1,
      ...(vertical ? { xref: 'x', yref: 'paper', x: m.x, y: 1, yanchor: 'bottom' } : { xref: 'paper', yref: 'y', x: 1, xanchor: 'right', xshift: -places.get(m), y: m.y, yanchor: 'bottom' }),
    });
  }

  return { shapes, annotations };
}

function plain(text) {
  return text.replace(/[<>&]/g, '');
}

function parallels(model, c, narrow) {
  const shapes = [], annotations = [];
  model.parallel.forEach((axis, n) => {
    shapes.push({ type: 'line', x0: n, x1: n, y0: 0, y1: 1, line: { color: c.soft, width: 1.5 } });
    if (axis.brush) {
      shapes.push({ type: 'rect', x0: n - 0.06, x1: n + 0.06, y0: axis.brush[0], y1: axis.brush[1], line: { color: c.accent, width: 2 }, fillcolor: c.accent, opacity: 0.25 });
    }

    // Names as texts, not as ticks: in a narrow window every second one stands a row higher, and none is left out.
    annotations.push({
      x: n, y: 1, yanchor: 'bottom', text: plain(axis.title), showarrow: false, xanchor: n === 0 ? 'left' : n === model.parallel.length - 1 ? 'right' : 'center',
      xshift: n === 0 ? -8 : n === model.parallel.length - 1 ? 8 : 0, yshift: narrow && n % 2 ? 24 : 8, font: { size: narrow ? 10 : 12, color: c.text },
    });
    axis.places.forEach((place, i) => annotations.push({
      x: n, y: place, text: plain(axis.texts[i]), showarrow: false, xanchor: n === model.parallel.length - 1 ? 'right' : 'left', xshift: n === model.parallel.length - 1 ? -5 : 5,
      font: { size: narrow ? 9 : 11, color: c.text }, bgcolor: c.surface, opacity: 0.9, borderpad: 1,
    }));
  });
  return { shapes, annotations };
}

// Measuring labels takes longer than drawing the lines, for a margin it means to lay the chart out twice: numbers fit the margins
// that are there, so what would hang over the edge is not looked for; names may not.
function axis(title, range, log, ticks, c) {
  return {
    title: { text: title, font: { size: 12, color: c.soft } },
    gridcolor: c.grid, zerolinecolor: c.grid, linecolor: c.grid, tickfont: { size: 11, color: c.soft }, automargin: Boolean(ticks), ticklabeloverflow: 'allow', tickangle: 0,
    exponentformat: 'e', // 1e-5, as tables and sweep files write it, not 10µ
    ...(range ? { range: log ? range.map(Math.log10) : range } : {}), ...(log ? { type: 'log' } : { type: 'linear' }),
    ...(ticks ? { tickvals: ticks.places, ticktext: ticks.texts.map(plain) } : {}),
  };
}

function layout(model, c, size, picture) {
  const narrow = size.width < narrowest;
  const common = {
    paper_bgcolor: picture ? c.surface : 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', font: { family: 'system-ui, sans-serif', color: c.text },
    hovermode: 'closest', hoverlabel: { bgcolor: c.surface, bordercolor: c.grid, font: { color: c.text, size: 12 } },
    showlegend: picture && model.traces.filter(t => t.legend).length > 1, legend: { orientation: 'h', y: -0.22, yanchor: 'top', font: { size: 11, color: c.text } },
    uirevision: 'keep', autosize: true, dragmode: finger.matches ? false : 'zoom', modebar: { bgcolor: 'rgba(0,0,0,0)', color: c.soft, activecolor: c.accent },
  };
  if (model.parallel) {
    const last = model.parallel.length - 1;
    return {
      ...common, ...parallels(model, c, narrow), dragmode: finger.matches ? false : 'select', selectdirection: 'd', newselection: { line: { color: c.accent } },
      xaxis: { range: [-0.15, last + 0.15], showticklabels: false, showgrid: false, zeroline: false, fixedrange: true },
      yaxis: { range: [-0.06, 1.06], visible: false, fixedrange: true }, margin: { l: 12, r: 12, t: 40, b: 12 }, legend: { ...common.legend, y: -0.03 },
    };
  }

  return {
    ...common, ...marks(model, c, size), barmode: model.overlayBars ? 'overlay' : 'group', bargap: model.horizontal ? 0.3 : 0.02,
    xaxis: axis(model.xTitle, model.xRange, model.logX, model.xTicks, c),
    yaxis: { ...axis(model.yTitle, model.yRange, model.logY, model.yTicks, c), ...(model.square ? { scaleanchor: 'x', scaleratio: 1 } : {}) },
    margin: { l: narrow ? 50 : 60, r: 20, t: 22, b: 44 },
  };
}
