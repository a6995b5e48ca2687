// Starts Blazor and keeps a page usable when its head goes away: it tries to reach it every second for as long as the page is
// open, and when another process answers, loads the page again where it was (the address holds what was looked at), with what was
// being written: a sweep file is not in the address.
const place = 'siamese-sweep-place';
const patience = 20_000; // milliseconds in which a page that was loaded again may grow to where it was scrolled

const written = new WeakSet(); // text fields that somebody wrote in

addEventListener('input', event => written.add(event.target), { capture: true });

function state(event) {
  // Each attempt that fails counts as a fault of the page for Blazor. It is none, and loading the page again would lose what is on it.
  document.body.toggleAttribute('data-head-gone', event.detail.state !== 'hide');
  if (event.detail.state === 'hide') {
    document.getElementById('blazor-error-ui').style.display = '';
  }

  if (event.detail.state === 'rejected') {
    const texts = [...document.querySelectorAll('textarea')].map(field => written.has(field) ? field.value : null);
    sessionStorage.setItem(place, JSON.stringify({ address: location.href, top: window.scrollY, texts }));
    location.reload();
  }
}

// As if it were typed again, so that the new process knows of it.
function writeAgain(texts) {
  const fields = document.querySelectorAll('textarea');
  if (fields.length !== texts.length) {
    return false;
  }

  fields.forEach((field, n) => {
    if (texts[n] !== null) {
      field.value = texts[n];
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
  return true;
}

function goBack() {
  const kept = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  if (!kept) {
    return;
  }

  const { address, top, texts = [] } = JSON.parse(kept);
  const end = performance.now() + patience;
  let toWrite = texts.some(text => text !== null);
  const look = () => {
    if (address !== location.href || performance.now() > end) {
      return;
    }

    toWrite = toWrite && !writeAgain(texts);
    if (!toWrite && document.documentElement.scrollHeight >= top + window.innerHeight) {
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
