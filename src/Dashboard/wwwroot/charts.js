// The one place that knows Plotly. Draws the models of Model/Charts; colours come from the page's own variables.
// Nothing leaves the machine: the script is served by the head, and Plotly's cloud buttons are off.
const charts = new WeakMap();
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

function colors(element) {
  const style = getComputedStyle(element);
  const read = name => style.getPropertyValue(name).trim();
  return {
    of: key => read(/^\d+$/.test(key) ? `--chart-${key}` : `--chart-${key}`) || '#888',
    text: read('--page-text'), soft: read('--page-text-soft'), grid: read('--page-line'), surface: read('--page-surface'), mark: read('--chart-mark'),
  };
}

function trace(t, c) {
  const color = c.of(t.color);
  const common = {
    x: t.x, y: t.y, name: t.name, showlegend: t.legend, opacity: t.opacity,
    text: t.texts ?? undefined,
    hovertemplate: t.texts ? '%{text}<br>%{x:.5~g}, %{y:.5~g}<extra></extra>' : '%{x:.5~g}, %{y:.5~g}<extra>%{fullData.name}</extra>',
  };
  if (t.kind === 'bar') {
    return { ...common, type: 'bar', marker: { color, line: { width: 0 } } };
  }

  return {
    ...common, type: 'scatter', mode: t.kind, connectgaps: false,
    line: { color, width: t.width, dash: t.dash },
    marker: { color, symbol: t.symbol, size: t.kind === 'markers' ? t.width : 5, line: { color: c.surface, width: t.kind === 'markers' ? 1 : 0 } },
  };
}

function layout(model, c, narrow) {
  const axis = (title, range, log) => ({
    title: { text: title, font: { size: 12, color: c.soft }, standoff: 8 },
    gridcolor: c.grid, zerolinecolor: c.grid, linecolor: c.grid, tickfont: { size: 11, color: c.soft }, automargin: true,
    ...(range ? { range } : {}), ...(log ? { type: 'log' } : {}),
    ...(model.ticks ? { tickvals: model.ticks.places, ticktext: model.ticks.texts, tickangle: 0 } : {}),
  });
  const shapes = [], annotations = [];
  for (const m of model.marks) {
    const vertical = m.x !== null && m.x !== undefined;
    shapes.push({
      type: 'line', line: { color: c.mark, width: 1.5, dash: 'dot' },
      ...(vertical ? { xref: 'x', yref: 'paper', x0: m.x, x1: m.x, y0: 0, y1: 1 } : { xref: 'paper', yref: 'y', x0: 0, x1: 1, y0: m.y, y1: m.y }),
    });
    annotations.push({
      text: m.label.replace(/[<>&]/g, ''), showarrow: false, font: { size: 11, color: c.mark }, bgcolor: c.surface, borderpad: 1,
      ...(vertical ? { xref: 'x', yref: 'paper', x: m.x, y: 1, yanchor: 'bottom' } : { xref: 'paper', yref: 'y', x: 1, xanchor: 'right', y: m.y, yanchor: 'bottom' }),
    });
  }

  const legends = model.traces.filter(t => t.legend).length;
  return {
    xaxis: axis(model.xTitle, model.xRange, false),
    yaxis: { ...axis(model.yTitle, model.yRange, model.logY), ...(model.square ? { scaleanchor: 'x', scaleratio: 1 } : {}) },
    shapes, annotations, barmode: model.overlayBars ? 'overlay' : 'group', bargap: 0.02,
    paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', font: { family: 'system-ui, sans-serif', color: c.text },
    margin: { l: narrow ? 48 : 60, r: 12, t: 22, b: 44 }, hovermode: 'closest',
    hoverlabel: { bgcolor: c.surface, bordercolor: c.grid, font: { color: c.text, size: 12 } },
    showlegend: legends > 1, legend: { orientation: 'h', y: -0.22, yanchor: 'top', font: { size: 11, color: c.text }, maxheight: 0.35 },
    uirevision: 'keep', autosize: true,
  };
}

function csv(model) {
  const quote = s => `"${String(s).replaceAll('"', '""')}"`;
  const rows = [['series', model.xTitle || 'x', model.yTitle || 'y', 'text'].map(quote).join(',')];
  for (const t of model.traces) {
    for (let i = 0; i < t.x.length; i++) {
      rows.push([quote(t.name), t.x[i], t.y[i] ?? '', quote(t.texts ? t.texts[i] : '')].join(','));
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

async function paint(element) {
  const chart = charts.get(element);
  const library = await plotly();
  if (!chart || !element.isConnected) {
    return;
  }

  const c = colors(element), model = chart.model;
  await library.react(element, model.traces.map(t => trace(t, c)), layout(model, c, element.clientWidth < 480), {
    responsive: true, displaylogo: false, showSendToCloud: false, showEditInChartStudio: false, plotlyServerURL: '', displayModeBar: 'hover',
    toImageButtonOptions: { filename: chart.file, scale: 2 },
    modeBarButtonsToRemove: ['lasso2d', 'select2d', 'autoScale2d'],
    modeBarButtonsToAdd: [{
      name: 'csv', title: 'Download the data as CSV',
      icon: { width: 24, height: 24, path: 'M5 20h14v-2H5v2zM19 9h-4V3H9v6H5l7 7 7-7z' },
      click: () => save(`${chart.file}.csv`, csv(charts.get(element).model)),
    }],
  });
  element.dataset.drawn = 'true';
}

export async function draw(element, model, file) {
  let chart = charts.get(element);
  if (!chart) {
    const resize = new ResizeObserver(() => element.dataset.drawn && window.Plotly?.Plots.resize(element));
    resize.observe(element);
    chart = { resize };
    charts.set(element, chart);
  }

  chart.model = model;
  chart.file = file;
  await paint(element);
}

export function remove(element) {
  const chart = charts.get(element);
  if (chart) {
    chart.resize.disconnect();
    charts.delete(element);
    window.Plotly?.purge(element);
  }
}
