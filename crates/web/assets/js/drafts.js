// Drafts: what is typed into a form with `data-draft` lies in this browser, and with `data-shelf`
// on the server; what has arrived there is no longer kept here.
import { all, calmly, on, one, onClick } from './dom.js';
import { toast } from './notices.js';

const PREFIX = 'stufe:draft:';
const SAVED_MS = 700;
const TYPING_MS = 15000;

// A browser may refuse to keep anything; then there are no drafts, and nothing else breaks.
const safely = (act) => { try { return act(); } catch { return null; } };
const kept = (key) => safely(() => localStorage.getItem(PREFIX + key));
const forget = (key) => safely(() => localStorage.removeItem(PREFIX + key));
const drafted = () => all('form[data-draft]');
const fields = (form) => [...form.elements].filter((it) => it.name
  && it.matches('textarea, select, input:not([type=hidden], [type=password], [type=file])'));
const choice = (field) => field.matches('[type=checkbox], [type=radio]');

// Keeps what stands in a form, here; nothing when nobody has written words.
export function keepHere(form) {
  const key = form.dataset.draft;
  if (!key) return [];
  const chosen = fields(form).filter((it) => !choice(it) || it.checked);
  const says = chosen.some((it) => it.matches('textarea, [type=text]') && it.value.trim());
  const typed = says ? chosen.map((it) => [it.name, it.value]) : [];
  if (says) safely(() => localStorage.setItem(PREFIX + key, JSON.stringify(typed)));
  else forget(key);
  return typed;
}

// Keeps it here and on the server. Whoever sends the form waits for `saving`.
function keep(form) {
  if (!form.typedAt || form.keptAt === form.typedAt) return form.saving;
  form.keptAt = form.typedAt;
  const typed = keepHere(form);
  const { draft: key, shelf } = form.dataset;
  if (!shelf) return null;
  const here = kept(key);
  const body = new URLSearchParams([['mode', form.elements.mode.value], ...typed]);
  const how = { method: 'POST', body, keepalive: document.hidden, redirect: 'manual' };
  form.saving = fetch(shelf, how).then(({ status }) => {
    if (status !== 204) form.keptAt = 0;
    else if (kept(key) === here) forget(key);
  }, () => { form.keptAt = 0; });
  return form.saving;
}

export function dropDraft(form) {
  form.typedAt = 0;
  if (form.dataset.draft) forget(form.dataset.draft);
}

// The mode in which somebody is writing at the moment.
export function writingNow() {
  const form = one('form[data-shelf]');
  return form?.typedAt > Date.now() - TYPING_MS ? form.elements.mode.value : '';
}

function restore(form) {
  const typed = safely(() => JSON.parse(kept(form.dataset.draft)));
  if (!typed?.map || form.typedAt) return;
  for (const field of fields(form)) {
    const values = typed.filter(([name]) => name === field.name).map(([, value]) => value);
    if (choice(field)) field.checked = values.includes(field.value);
    else if (values.length) [field.value] = values;
  }
  form.typedAt = Date.now();
  keep(form);
  const box = one('#toasts').dataset;
  toast(box.kept, { label: box.drop, act: () => { dropDraft(form); form.reset(); } });
}

const keepers = new WeakMap();
on('input', ({ target }) => {
  const form = target.form?.closest('form[data-draft]');
  if (!form) return;
  form.typedAt = Date.now();
  if (!keepers.has(form)) keepers.set(form, calmly(() => keep(form), SAVED_MS));
  keepers.get(form)();
});
export const keepAll = () => Promise.all(drafted().map(keep));
on('pagehide', keepAll, window);
// Whoever signs out leaves nothing of theirs behind.
onClick('form[action="/sign-out"] button', () => safely(() => localStorage.clear()));
const restoreAll = () => drafted().forEach(restore);
on('stufe:parts', restoreAll);
restoreAll();
