// Remembers light or dark in this browser; without a choice the system's is followed.
const key = 'siamese-sweep-theme';

export function chosen() {
  const stored = localStorage.getItem(key);
  return stored === 'dark' || stored === 'light' ? stored : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function choose(theme) {
  localStorage.setItem(key, theme);
}
