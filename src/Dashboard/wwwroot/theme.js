// Light or dark, before anything is painted: what was chosen in this browser, or else what the system says.
// A classic script, so that it runs first and needs nobody to call it.
(() => {
  const key = 'siamese-sweep-theme', root = document.documentElement, system = matchMedia('(prefers-color-scheme: dark)');

  function apply() {
    const stored = localStorage.getItem(key);
    root.dataset.theme = stored === 'dark' || stored === 'light' ? stored : system.matches ? 'dark' : 'light';
    document.dispatchEvent(new Event('siamese-sweep-theme'));
  }

  apply();
  system.addEventListener('change', apply);
  addEventListener('storage', apply); // chosen in another tab
  document.addEventListener('click', event => {
    if (event.target.closest?.('[data-theme-switch]')) {
      localStorage.setItem(key, root.dataset.theme === 'dark' ? 'light' : 'dark');
      apply();
    }
  });
})();
