// A chart of a thousand runs takes the browser a quarter of a second in which it answers nothing. It is drawn when the hand rests.
const rest = 200; // milliseconds without a press, a letter or a move of the pointer; shorter than one waits for a picture
const longest = 2_000; // someone who never rests still gets the chart
let last = -Infinity;

for (const kind of ['pointermove', 'pointerdown', 'keydown', 'input', 'wheel']) {
  addEventListener(kind, () => last = performance.now(), { capture: true, passive: true });
}

export function idle() {
  const asked = performance.now();
  return new Promise(resolve => {
    const look = () => {
      const now = performance.now(), left = Math.min(Math.max(last, asked) + rest, asked + longest) - now;
      left <= 0 ? resolve() : setTimeout(look, left);
    };
    look();
  });
}
