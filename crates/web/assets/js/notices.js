// Telling: what was done or not done.
import { all, make, one } from './dom.js';

const SHOWN_MS = 8000;

// Words at the foot of the page. What went wrong stays until it is closed.
export function toast(words, { bad = false, label, act } = {}) {
  const box = one('#toasts');
  const note = make('div', { className: bad ? 'toast toast-bad' : 'toast' });
  const button = (textContent, done) => make('button', {
    type: 'button', textContent, onclick: () => { note.remove(); done?.(); },
  });
  note.append(make('span', { textContent: words }));
  if (label) note.append(button(label, act));
  if (bad) note.append(button(box.dataset.close));
  else setTimeout(() => note.remove(), SHOWN_MS);
  all('.toast', box).slice(0, -2).forEach((older) => older.remove());
  box.append(note);
}
