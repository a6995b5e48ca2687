// A chart's numbers as a file.
import { texts } from './figure.js';

// Spreadsheets take a text that begins like a formula for one.
function quote(text) {
  const s = String(text ?? '');
  return `"${(/^[=+\-@\t\r]/.test(s) ? `'${s}` : s).replaceAll('"', '""')}"`;
}

export function csv(model) {
  const rows = [['series', model.parallel ? 'axis' : model.xTitle || 'x', model.parallel ? 'place' : model.yTitle || 'y', 'text'].map(quote).join(',')];
  for (const t of model.traces) {
    const names = texts(t);
    for (let i = 0; i < t.x.length; i++) {
      rows.push([quote(t.name), model.parallel ? quote(model.parallel[t.x[i]].title) : t.x[i], t.y[i] ?? '', quote(names?.[i])].join(','));
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
