// Draws the models of Model/Charts with Plotly: what a page's charts are told, and what they tell. Nothing leaves the machine:
// the script is served by the head, and Plotly's cloud buttons are off.
import { colors, figure } from './figure.js';
import { backgroundLines } from './backgroundLines.js';
import { csv, save } from './csv.js';
import { legend } from './legend.js';
import { idle } from './idle.js';
import { hiddenLines, keepHidden } from './hiddenLines.js';

const charts = new WeakMap();
const drawn = new Set(); // elements with a chart, for paper: it has no place to scroll to
const margin = 150; // pixels around the window that count as in sight
const near = new IntersectionObserver(seen => seen.filter(e => e.isIntersecting).sort((a, b) => a.boundingClientRect.top - b.boundingClientRect.top).forEach(e => show(e.target)), { rootMargin: `${margin}px` });
const zoomRest = 250; // milliseconds between the last turn of a wheel and the read that it asks for
const legendWidth = 190, legendRow = 20; // pixels that a name takes in a picture, about
let turn = Promise.resolve();

addEventListener('beforeprint', () => drawn.forEach(show));
document.addEventListener('siamese-sweep-theme', () => drawn.forEach(element => charts.get(element).shown && paint(element)));

// A chart is drawn when it comes into sight: a page of six does not make one wait for the four below. One after the other, the
// highest first, and between two of them the page may answer.
function show(element) {
  const chart = charts.get(element);
  if (chart && !chart.shown) {
    chart.shown = true;
    near.unobserve(element);
    turn = turn.then(() => chart.model.traces.some(t => t.background) && idle()).then(() => paint(element)).catch(error => { element.textContent = `The chart could not be drawn: ${error.message}`; }).then(() => new Promise(next => setTimeout(next)));
  }
}

function listen(element, chart) {
  element.on('plotly_afterplot', () => backgroundLines(element, chart.model, colors(element), chart.hidden)); // the axes moved
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
  const library = await window.loadPlotly();
  if (!chart || !element.isConnected) {
    return;
  }

  const c = colors(element), model = chart.model, drawing = figure(model, c, element, chart.hidden);
  legend(element.nextElementSibling, model, c, chart.hidden, () => {
    keepHidden(chart.file, chart.hidden);
    paint(element);
  });
  await library.react(element, drawing.data, drawing.layout, {
    responsive: true, displaylogo: false, showSendToCloud: false, showEditInChartStudio: false, plotlyServerURL: '', displayModeBar: model.parallel ? false : 'hover',
    modeBarButtonsToRemove: ['lasso2d', 'select2d', 'autoScale2d', 'toImage'],
  });
  if (!chart.listening) {
    chart.listening = true;
    listen(element, chart);
    backgroundLines(element, model, c, chart.hidden);
  }

  element.dataset.drawn = 'true';
}

// What the observer would say, a frame sooner.
function inSight(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > -margin && top < innerHeight + margin;
}

export async function draw(element, model, file, page) {
  let chart = charts.get(element);
  if (!chart) {
    // A page takes away the element of a chart that has nothing to draw for a while, and makes another later.
    [...drawn].filter(other => !other.isConnected).forEach(remove);
    const resize = new ResizeObserver(() => element.dataset.drawn && element.clientWidth > 0 && window.Plotly?.Plots.resize(element)); // one that has left the page has no width
    resize.observe(element);
    chart = { resize, hidden: hiddenLines(file) };
    charts.set(element, chart);
    drawn.add(element);
    Object.assign(chart, { model, file, page });
    inSight(element) ? show(element) : near.observe(element);
    return;
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
  await turn;
  const chart = charts.get(element);
  const library = await window.loadPlotly();
  const drawing = figure(chart.model, colors(element), element, chart.hidden, true);
  ['xaxis', 'yaxis'].forEach(axis => drawing.layout[axis].range = element.layout[axis].range); // as it is zoomed
  const rows = Math.ceil(drawing.data.filter(t => t.showlegend).length * legendWidth / element.clientWidth);
  await library.downloadImage(drawing, {
    format: 'png', filename: chart.file, scale: 2, width: element.clientWidth, height: element.clientHeight + (drawing.layout.showlegend ? rows * legendRow : 0),
  });
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
