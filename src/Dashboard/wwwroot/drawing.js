// What pages call to draw, before the scripts that do it are there: a page need not ask whether they are, which is a way to the
// browser and back. Each is loaded once, and asked for again when it could not be had.
window.charts = (() => {
  const call = name => async (...given) => (await import('/_content/SiameseSweep.Dashboard/charts.js'))[name](...given);
  return Object.fromEntries(['draw', 'exportCsv', 'exportPng', 'resetZoom', 'remove'].map(name => [name, call(name)]));
})();

// The drawing library.
window.loadPlotly = (() => {
  let loading;
  return () => loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = document.documentElement.dataset.plotly;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => { loading = undefined; reject(new Error('Plotly could not be loaded from this head.')); };
    document.head.append(script);
  });
})();

// Pages that are mostly charts ask for both before anything else, and they are read while the head is reached; browsers take longer to read
// the library than all the rest together. A sweep's page has its table first: there the library comes with the chart.
if (/^\/(runs|compare|sweeps\/)/.test(location.pathname)) {
  import('/_content/SiameseSweep.Dashboard/charts.js').catch(() => { /* said by the chart that needs it */ });
}

if (/^\/(runs|compare)\b/.test(location.pathname)) {
  window.loadPlotly().catch(() => { /* said by the chart that needs it */ });
}
