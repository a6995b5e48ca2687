// Loads the drawing library, once. Browsers take longer to read it than all the rest together, so pages that are mostly charts ask
// for it before anything else, and it is read while the head is reached. A sweep's page has its table first: there it comes with the chart.
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

if (/^\/(runs|compare)\b/.test(location.pathname)) {
  import('/_content/SiameseSweep.Dashboard/charts.js').catch(() => { /* said by the page, which asks for it too */ });
  window.loadPlotly().catch(() => { /* said by the chart that needs it */ });
}
