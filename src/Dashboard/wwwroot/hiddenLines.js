// Which lines of which charts are hidden is in the address, as `hide=CHART:LINE` for each, so that a page can be sent as it is seen.
const name = 'hide';

export function hiddenLines(file) {
  const own = `${file}:`;
  return new Set(new URL(location.href).searchParams.getAll(name).filter(v => v.startsWith(own)).map(v => v.slice(own.length)));
}

export function keepHidden(file, hidden) {
  const address = new URL(location.href), others = address.searchParams.getAll(name).filter(v => !v.startsWith(`${file}:`));
  address.searchParams.delete(name);
  [...others, ...[...hidden].map(line => `${file}:${line}`)].forEach(v => address.searchParams.append(name, v));
  window.Blazor.navigateTo(address.href, { replaceHistoryEntry: true });
}
