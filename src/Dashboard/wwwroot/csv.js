// A chart's numbers as a file.
import { texts } from './figure.js';

// Spreadsheets take a text that begins like a formula for one.
function quote(text) {
  const s = String(text ?? '');
  return `"${(/^[=+\-@\t\r]/.test(s) ? `'${s}` : s).replaceAll('"', '""')}"`;
}

// A place on an axis of names stands for its name.
function value(place, ticks) {
  const at = ticks ? ticks.places.indexOf(place) : -1, name = at < 0 ? place : ticks.texts[at];
  return name === '' || isNaN(name) ? quote(name) : name;
}

export function csv(model) {
  const rows = [['series', model.parallel ? 'axis' : model.xTitle || 'x', model.parallel ? 'place' : model.yTitle || 'y', 'text'].map(quote).join(',')];
  for (const t of model.traces) {
    const names = texts(t);
    for (let i = 0; i < t.x.length; i++) {
      const x = model.parallel ? quote(model.parallel[t.x[i]].title) : t.xValues?.[i] ?? value(t.x[i], model.xTicks);
      const y = t.y[i] === null ? '' : t.yValues?.[i] ?? value(t.y[i], model.yTicks);
      rows.push([quote(t.name), x, y, quote(names?.[i])].join(','));
    }
  }

  return rows.join('\r\n') + '\r\n';
}

export function save(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
