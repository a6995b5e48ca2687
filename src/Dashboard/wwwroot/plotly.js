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

// Browsers compile a function when it is first called, so a first chart takes four times as long as a second: a small one that
// nobody sees is drawn while the page waits for the head.
async function practise(plotly) {
  const place = document.createElement('div');
  place.style.cssText = 'position:absolute;visibility:hidden;width:300px;height:200px';
  place.setAttribute('aria-hidden', 'true');
  document.body.append(place);
  await plotly.newPlot(place, [{ x: [0, 1], y: [0, 1], type: 'scatter', mode: 'lines' }, { x: [0, 1], y: [1, 0], type: 'scatter', mode: 'lines+markers' }], { width: 300, height: 200, showlegend: false }, { displayModeBar: 'hover' });
  plotly.purge(place);
  place.remove();
}

if (/^\/(runs|compare)\b/.test(location.pathname)) {
  import('/_content/SiameseSweep.Dashboard/charts.js').catch(() => { /* said by the page, which asks for it too */ });
  window.loadPlotly().then(plotly => requestIdleCallback(() => practise(plotly)), () => { /* said by the chart that needs it */ });
}
