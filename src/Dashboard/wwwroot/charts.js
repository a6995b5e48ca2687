// The one place that knows Plotly. Draws the models of Model/Charts; colours come from the page's own variables.
// Nothing leaves the machine: the script is served by the head, and Plotly's cloud buttons are off.
const charts = new WeakMap();
const drawn = new Set(); // elements with a chart, for paper: it has no place to scroll to
const near = new IntersectionObserver(entries => entries.filter(e => e.isIntersecting).forEach(e => show(e.target)), { rootMargin: '150px' });
const zoomRest = 250; // milliseconds between the last turn of a wheel and the read that it asks for
let loading;

function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL('_content/Plotly.Blazor/plotly-basic-3.7.0.min.js', document.baseURI);
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => { loading = undefined; reject(new Error('Plotly could not be loaded from this head.')); };
    document.head.append(script);
  });
  return loading;
}

addEventListener('beforeprint', () => drawn.forEach(show));

// A chart is drawn when it comes into sight: a page of six does not make one wait for the four below.
function show(element) {
  const chart = charts.get(element);
  if (chart && !chart.shown) {
    chart.shown = true;
    near.unobserve(element);
    paint(element).catch(error => { element.textContent = `The chart could not be drawn: ${error.message}`; });
  }
}

export function warm() {
  plotly().catch(() => { /* said by the chart that needs it */ });
}

function colors(element) {
  const style = getComputedStyle(element);
  const read = name => style.getPropertyValue(name).trim();
  return {
    of: key => read(`--chart-${key}`) || '#888',
    text: read('--page-text'), soft: read('--page-text-soft'), grid: read('--page-line'), surface: read('--page-surface'), mark: read('--chart-mark'), accent: read('--page-accent'),
  };
}

function texts(t) {
  return t.texts ?? t.textRuns?.flatMap(r => Array(r.count).fill(r.text));
}

function trace(t, c, model) {
  const color = c.of(t.color), names = texts(t);
  const place = model.parallel ? '' : '<br>%{x:.5~g}, %{y:.5~g}';
  const common = {
    x: t.x, y: t.y, name: t.name, showlegend: t.legend, opacity: t.opacity, text: names,
    hovertemplate: names ? `%{text}${place}<extra></extra>` : '%{x:.5~g}, %{y:.5~g}<extra>%{fullData.name}</extra>',
  };
  if (t.kind === 'bar') {
    return { ...common, type: 'bar', marker: { color, line: { width: 0 } }, ...(model.horizontal ? { orientation: 'h' } : {}) };
  }

  return {
    ...common, type: 'scatter', mode: t.kind, connectgaps: false,
    line: { color, width: t.width, dash: t.dash },
    marker: { color, symbol: t.symbol, size: t.kind === 'markers' ? t.width : 5, line: { color: c.surface, width: t.kind === 'markers' ? 1 : 0 } },
  };
}

function marks(model, c) {
  const shapes = [], annotations = [];
  for (const m of model.marks) {
    const vertical = m.x !== null && m.x !== undefined;
    shapes.push({
      type: 'line', line: { color: c.mark, width: 1.5, dash: 'dot' },
      ...(vertical ? { xref: 'x', yref: 'paper', x0: m.x, x1: m.x, y0: 0, y1: 1 } : { xref: 'paper', yref: 'y', x0: 0, x1: 1, y0: m.y, y1: m.y }),
    });
    annotations.push({
      text: plain(m.label), showarrow: false, font: { size: 11, color: c.mark }, bgcolor: c.surface, borderpad: 1,
      ...(vertical ? { xref: 'x', yref: 'paper', x: m.x, y: 1, yanchor: 'bottom' } : { xref: 'paper', yref: 'y', x: 1, xanchor: 'right', y: m.y, yanchor: 'bottom' }),
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

    axis.places.forEach((place, i) => annotations.push({
      x: n, y: place, text: plain(axis.texts[i]), showarrow: false, xanchor: n === model.parallel.length - 1 ? 'right' : 'left', xshift: n === model.parallel.length - 1 ? -5 : 5,
      font: { size: narrow ? 9 : 11, color: c.text }, bgcolor: c.surface, opacity: 0.9, borderpad: 1,
    }));
  });
  return { shapes, annotations };
}

function axis(title, range, log, ticks, c) {
  return {
    title: { text: title, font: { size: 12, color: c.soft }, standoff: 8 },
    gridcolor: c.grid, zerolinecolor: c.grid, linecolor: c.grid, tickfont: { size: 11, color: c.soft }, automargin: true,
    ...(range ? { range: log ? range.map(Math.log10) : range } : {}), ...(log ? { type: 'log' } : { type: 'linear' }),
    ...(ticks ? { tickvals: ticks.places, ticktext: ticks.texts.map(plain), tickangle: 0 } : {}),
  };
}

function layout(model, c, narrow) {
  const legends = model.traces.filter(t => t.legend).length;
  const common = {
    paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', font: { family: 'system-ui, sans-serif', color: c.text },
    hovermode: 'closest', hoverlabel: { bgcolor: c.surface, bordercolor: c.grid, font: { color: c.text, size: 12 } },
    showlegend: legends > 1, legend: { orientation: 'h', y: -0.22, yanchor: 'top', font: { size: 11, color: c.text }, maxheight: 0.35 },
    uirevision: 'keep', autosize: true,
  };
  if (model.parallel) {
    const last = model.parallel.length - 1;
    return {
      ...common, ...parallels(model, c, narrow), dragmode: 'select', selectdirection: 'd', newselection: { line: { color: c.accent } },
      xaxis: { range: [-0.15, last + 0.15], tickvals: model.parallel.map((_, n) => n), ticktext: model.parallel.map(a => plain(a.title)), side: 'top', tickangle: narrow ? -35 : 'auto', showgrid: false, zeroline: false, fixedrange: true, automargin: true, tickfont: { size: narrow ? 10 : 12, color: c.text } },
      yaxis: { range: [-0.06, 1.06], visible: false, fixedrange: true }, margin: { l: 12, r: 12, t: 40, b: 12 }, legend: { ...common.legend, y: -0.03 },
    };
  }

  return {
    ...common, ...marks(model, c), barmode: model.overlayBars ? 'overlay' : 'group', bargap: model.horizontal ? 0.3 : 0.02,
    xaxis: axis(model.xTitle, model.xRange, model.logX, model.xTicks, c),
    yaxis: { ...axis(model.yTitle, model.yRange, model.logY, model.yTicks, c), ...(model.square ? { scaleanchor: 'x', scaleratio: 1 } : {}) },
    margin: { l: narrow ? 48 : 60, r: 12, t: 22, b: 44 },
  };
}

// Spreadsheets take a text that begins like a formula for one.
function quote(text) {
  const s = String(text ?? '');
  return `"${(/^[=+\-@\t\r]/.test(s) ? `'${s}` : s).replaceAll('"', '""')}"`;
}

function csv(model) {
  const rows = [['series', model.parallel ? 'axis' : model.xTitle || 'x', model.parallel ? 'place' : model.yTitle || 'y', 'text'].map(quote).join(',')];
  for (const t of model.traces) {
    const names = texts(t);
    for (let i = 0; i < t.x.length; i++) {
      rows.push([quote(t.name), model.parallel ? quote(model.parallel[t.x[i]].title) : t.x[i], t.y[i] ?? '', quote(names?.[i])].join(','));
    }
  }

  return rows.join('\r\n') + '\r\n';
}

function save(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function listen(element, chart) {
  element.on('plotly_relayout', change => {
    if (!chart.page || chart.model.parallel) {
      return;
    }

    const low = change['xaxis.range[0]'] ?? change['xaxis.range']?.[0], high = change['xaxis.range[1]'] ?? change['xaxis.range']?.[1];
    if (low === undefined && !change['xaxis.autorange']) {
      return;
    }

    clearTimeout(chart.zooming);
    chart.zooming = setTimeout(() => chart.page?.invokeMethodAsync('Zoomed', low ?? null, high ?? null), zoomRest);
  });
  element.on('plotly_selected', selected => {
    const range = selected?.range;
    if (range && chart.page && chart.model.parallel) {
      const middle = (range.x[0] + range.x[1]) / 2;
      let axes = chart.model.parallel.map((_, n) => n).filter(n => n >= Math.min(...range.x) && n <= Math.max(...range.x));
      axes = axes.length ? axes : [Math.max(0, Math.min(chart.model.parallel.length - 1, Math.round(middle)))];
      chart.page.invokeMethodAsync('Brushed', axes, Math.min(...range.y), Math.max(...range.y));
    }

    if (selected) {
      window.Plotly.relayout(element, { selections: [] });
    }
  });
}

async function paint(element) {
  const chart = charts.get(element);
  const library = await plotly();
  if (!chart || !element.isConnected) {
    return;
  }

  const c = colors(element), model = chart.model;
  await library.react(element, model.traces.map(t => trace(t, c, model)), layout(model, c, element.clientWidth < 480), {
    responsive: true, displaylogo: false, showSendToCloud: false, showEditInChartStudio: false, plotlyServerURL: '', displayModeBar: model.parallel ? false : 'hover',
    modeBarButtonsToRemove: ['lasso2d', 'select2d', 'autoScale2d', 'toImage'],
  });
  if (!chart.listening) {
    chart.listening = true;
    listen(element, chart);
  }

  element.dataset.drawn = 'true';
}

export async function draw(element, model, file, page) {
  let chart = charts.get(element);
  if (!chart) {
    const resize = new ResizeObserver(() => element.dataset.drawn && window.Plotly?.Plots.resize(element));
    resize.observe(element);
    chart = { resize };
    charts.set(element, chart);
    drawn.add(element);
    near.observe(element);
  }

  Object.assign(chart, { model, file, page });
  if (chart.shown) {
    await paint(element);
  }
}

export function exportCsv(element) {
  const chart = charts.get(element);
  save(`${chart.file}.csv`, csv(chart.model));
}

export async function exportPng(element) {
  show(element);
  const chart = charts.get(element);
  await window.Plotly.downloadImage(element, { format: 'png', filename: chart.file, scale: 2, width: element.clientWidth, height: element.clientHeight });
}

export async function resetZoom(element) {
  await window.Plotly.relayout(element, { 'xaxis.autorange': true, 'yaxis.autorange': true });
}

export function remove(element) {
  const chart = charts.get(element);
  if (chart) {
    clearTimeout(chart.zooming);
    chart.page = undefined;
    chart.resize.disconnect();
    charts.delete(element);
    drawn.delete(element);
    near.unobserve(element);
    window.Plotly?.purge(element);
  }
}
