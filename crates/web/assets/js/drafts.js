// Drafts: what is typed into a form with `data-draft` lies in this browser at once. A form with
// `data-shelf` has a shelf on the server too: what has arrived there is no longer kept here.
import { all, calmly, on, one, onClick } from './dom.js';
import { toast } from './notices.js';

const PREFIX = 'stufe:draft:';
const KEPT_MS = 14 * 24 * 3600 * 1000;
const SAVED_MS = 700;
const TYPING_MS = 15000;
const TEXTS = 'textarea, [type=text]';

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
  const says = chosen.some((it) => it.matches(TEXTS) && it.value.trim());
  const typed = says ? chosen.map((it) => [it.name, it.value]) : [];
  const draft = JSON.stringify({ typed, at: Date.now() });
  if (says) safely(() => localStorage.setItem(PREFIX + key, draft));
  else forget(key);
  return typed;
}

// Keeps it here and on the server. Whoever sends the form waits for `saving`.
function keep(form) {
  if (!form.typedAt) return;
  const typed = keepHere(form);
  const { draft: key, shelf } = form.dataset;
  if (!shelf) return;
  const here = kept(key);
  const body = new URLSearchParams([['mode', form.elements.mode.value], ...typed]);
  const how = { method: 'POST', body, keepalive: document.hidden, redirect: 'manual' };
  form.saving = fetch(shelf, how).then(({ status }) => {
    if (status === 204 && kept(key) === here) forget(key);
  }, () => {});
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
  const draft = safely(() => JSON.parse(kept(form.dataset.draft)));
  const lives = draft?.at > Date.now() - KEPT_MS;
  const differs = lives && draft.typed.some(([name, value]) => fields(form).some((it) => (
    it.name === name && it.matches(TEXTS) && it.value !== value)));
  if (!differs || form.typedAt) return;
  for (const field of fields(form)) {
    const values = draft.typed.filter(([name]) => name === field.name).map(([, value]) => value);
    if (choice(field)) field.checked = values.includes(field.value);
    else if (values.length) [field.value] = values;
  }
  form.typedAt = draft.at;
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
const keepAll = () => drafted().forEach(keep);
on('pagehide', keepAll, window);
on('stufe:back', keepAll);
// Whoever signs out leaves nothing of theirs behind.
onClick('form[action="/sign-out"] button', () => safely(() => localStorage.clear()));
const restoreAll = () => drafted().forEach(restore);
on('stufe:parts', restoreAll);
restoreAll();
