// Keys. Single ones act only outside of fields, and can be switched off (WCAG 2.1.4).
import { all, make, on, one, onClick, root } from './dom.js';
import { openDialog } from './panes.js';

const writing = (element) => element.closest?.(
  'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');
const visible = (element) => element.checkVisibility();
const current = () => one('[data-rows] [aria-current="true"]');

function step(by) {
  const rows = all('[data-rows] .q-row').filter(visible);
  const next = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(current()) + by))];
  if (!next) return false;
  current()?.removeAttribute('aria-current');
  next.setAttribute('aria-current', 'true');
  one('a', next).focus();
  return true;
}

// Presses or focuses what has that key: in the current row first, then anywhere.
function press(key) {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const there = [...all(selector, current() ?? document), ...all(selector)];
  const found = there.find(visible) ?? there[0];
  if (!found) return false;
  if (writing(found)) found.focus();
  else found.click();
  return true;
}

// Shows all keys, those of this page included.
function list() {
  const known = one('.keys-list');
  if (!known) return false;
  all('.keys-own', known).forEach((old) => old.remove());
  for (const [key, it] of new Map(all('[data-key]').map((it) => [it.dataset.key, it]))) {
    const line = make('div', { className: 'keys-own' });
    const words = it.dataset.keyLabel ?? it.ariaLabel
      ?? [...it.childNodes].find((node) => node.data?.trim())?.data;
    line.append(make('dt', { textContent: words }), make('dd'));
    line.lastChild.append(make('kbd', { textContent: key.toUpperCase() }));
    known.append(line);
  }
  openDialog('keys');
  return true;
}

function act(key) {
  if (press(key)) return true;
  if (key === '?') return list();
  if ('jk'.includes(key)) return step(key === 'j' ? 1 : -1);
  return key === 'x' && Boolean(current()) && !one('[type=checkbox]', current())?.click();
}

onClick('[data-open=keys]', list);
// What is meant for the current row goes to its address and on.
onClick('[data-onto]', ({ dataset }) => {
  const link = one('.subj a', current() ?? one('[data-rows] .q-row') ?? undefined);
  if (link) location.assign(link.href + dataset.onto);
});
on('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const [field, dialog] = [writing(event.target), one('dialog[open]')];
  if (event.ctrlKey || event.metaKey) {
    if (key === 'k' && one('#palette')) openDialog('palette');
    else if (key === 'Enter' && event.target.form) event.target.form.requestSubmit();
    else return;
    event.preventDefault();
  } else if (key === 'Escape' && field && !dialog) {
    event.target.blur();
  } else if (root.dataset.keys !== 'quiet' && !field && !dialog && act(key)) {
    event.preventDefault();
  }
});
