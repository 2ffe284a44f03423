// Drafts: what is typed into a form with `data-draft` is kept until it was taken.
import { all, calmly, on, one, onClick } from './dom.js';
import { toast } from './notices.js';

const PREFIX = 'stufe:draft:';
const KEPT_MS = 14 * 24 * 3600 * 1000;
const TEXTS = 'textarea, [type=text]';

// Where drafts lie. The server is to be the second place: the same three functions.
export const shelf = {
  get: (key) => JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null'),
  put: (key, draft) => localStorage.setItem(PREFIX + key, JSON.stringify(draft)),
  drop: (key) => localStorage.removeItem(PREFIX + key),
};

// A browser may refuse to keep anything; then there are no drafts, and nothing else breaks.
const safely = (act) => { try { return act(); } catch { return null; } };
const fields = (form) => [...form.elements].filter((it) => it.name
  && it.matches('textarea, select, input:not([type=hidden], [type=password], [type=file])'));
const choice = (field) => field.matches('[type=checkbox], [type=radio]');

export function keepDraft(form) {
  const key = form.dataset.draft;
  if (!key) return;
  const chosen = fields(form).filter((it) => !choice(it) || it.checked);
  const typed = chosen.map((it) => [it.name, it.value]);
  const says = chosen.some((it) => it.matches(TEXTS) && it.value.trim());
  safely(() => (says ? shelf.put(key, { typed, at: Date.now() }) : shelf.drop(key)));
}

export function dropDraft(form) {
  if (form.dataset.draft) safely(() => shelf.drop(form.dataset.draft));
}

function restore(form) {
  const draft = safely(() => shelf.get(form.dataset.draft));
  const differs = draft?.typed.some(([name, value]) => fields(form).some((it) => (
    it.name === name && it.matches(TEXTS) && it.value !== value)));
  if (!differs || 'restored' in form.dataset) return;
  form.dataset.restored = '';
  for (const field of fields(form)) {
    const values = draft.typed.filter(([name]) => name === field.name).map(([, value]) => value);
    if (choice(field)) field.checked = values.includes(field.value);
    else if (values.length) [field.value] = values;
  }
  const box = one('#toasts').dataset;
  toast(box.kept, { label: box.drop, act: () => { dropDraft(form); form.reset(); } });
}

// Forgets what is too old; everything, when nothing may stay.
const purge = (oldest) => safely(() => {
  for (const key of Object.keys(localStorage).filter((it) => it.startsWith(PREFIX))) {
    const draft = JSON.parse(localStorage.getItem(key));
    if (!(draft?.at > oldest)) localStorage.removeItem(key);
  }
});

const keepers = new WeakMap();
on('input', ({ target }) => {
  const form = target.form?.closest('form[data-draft]');
  if (!form) return;
  if (!keepers.has(form)) keepers.set(form, calmly(() => keepDraft(form), 300));
  keepers.get(form)();
});
// Whoever signs out leaves nothing of theirs behind.
onClick('form[action="/sign-out"] button', () => purge(Infinity));
const restoreAll = () => all('form[data-draft]').forEach(restore);
on('stufe:parts', restoreAll);
purge(Date.now() - KEPT_MS);
restoreAll();
