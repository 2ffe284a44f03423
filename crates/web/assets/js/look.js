// How somebody likes their pages: shown at once, and told to the server for the next page.
import { all, on, onClick, root } from './dom.js';

const PLACES = {
  theme: ['auto', 'light', 'dark'],
  density: ['compact', 'normal', 'comfortable'],
  keys: ['keys', 'quiet'],
  nav: ['slim', 'wide'],
};

async function wish(look) {
  const place = Object.keys(PLACES).find((it) => PLACES[it].includes(look));
  if (place) root.dataset[place] = look;
  for (const button of all('[name=look]').filter((it) => PLACES[place]?.includes(it.value))) {
    button.ariaPressed = String(button.value === look);
  }
  await fetch('/preferences', { method: 'POST', body: new URLSearchParams({ look }) });
  if (!place) location.reload();
}

// A button with two words switches between them.
onClick('[data-look]', ({ dataset }) => {
  const words = dataset.look.split(' ');
  wish(words.find((word) => !Object.values(root.dataset).includes(word)) ?? words[0]);
});
on('submit', (event) => {
  if (event.submitter?.name !== 'look') return;
  event.preventDefault();
  wish(event.submitter.value);
});
