// Starts Blazor and keeps a page usable when its head goes away: it tries to reach it every second for as long as the page is
// open, and when another process answers, loads the page again where it was (the address holds what was looked at).
const place = 'siamese-sweep-place';
const patience = 20_000; // milliseconds in which a page that was loaded again may grow to where it was scrolled

function state(event) {
  if (event.detail.state === 'rejected') {
    sessionStorage.setItem(place, JSON.stringify({ address: location.href, top: window.scrollY }));
    location.reload();
  }
}

function goBack() {
  const kept = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  if (!kept) {
    return;
  }

  const { address, top } = JSON.parse(kept);
  const end = performance.now() + patience;
  const look = () => {
    if (address !== location.href || performance.now() > end) {
      return;
    }

    if (document.documentElement.scrollHeight >= top + window.innerHeight) {
      window.scrollTo({ top, behavior: 'instant' });
    } else {
      requestAnimationFrame(look);
    }
  };
  look();
}

document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', state);

// Two questions to the head less before the page is there: no part of these pages has an initializer, and the way to talk is
// known (1 is a WebSocket).
const none = { beforeStart: [], afterStarted: [] };
Blazor.start({
  circuit: {
    initializers: none,
    configureSignalR: builder => builder.withUrl('_blazor', { skipNegotiation: true, transport: 1 }).configureLogging(3), // warnings
    reconnectionOptions: { maxRetries: 1_000_000, retryIntervalMilliseconds: 1_000 },
  },
});
goBack();
