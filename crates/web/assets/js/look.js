// How somebody likes their pages: told to the server, and taken from the page it then makes.
import { on, onClick, root } from './dom.js';
import { attributes, parse, swap } from './parts.js';

async function wish(look) {
  const body = new URLSearchParams({ look, return_to: location.pathname + location.search });
  const answer = await fetch('/preferences', { method: 'POST', body });
  const html = await answer.text();
  const next = parse(html).documentElement;
  if (next.lang !== root.lang) return location.reload();
  next.dataset.js = '';
  attributes(root, next);
  swap(html, ['me']);
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
