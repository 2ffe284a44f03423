// Forms are sent without leaving the page: what changed is swapped, and nothing typed is lost.
import { calmly, on, onClick, one } from './dom.js';
import { ask, named, parse, swap } from './parts.js';
import { toast } from './notices.js';
import { dropDraft, keepAll, keepHere } from './drafts.js';

on('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || 'plain' in form.dataset || form.method === 'dialog') return;
  if (form.method === 'get' && !form.dataset.swap) return;
  event.preventDefault();
  send(form, event.submitter);
});
onClick('a[data-swap]', async (link, event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { focus } = link.dataset;
  await keepAll();
  await go(link.href, named(link));
  if (focus) one(`#${focus} :is(textarea, input:not([type=hidden]), select)`)?.focus();
});
// A field with `data-ask` asks for parts of the page while one types or chooses.
let asking;
const asked = () => asking.dataset.ask + encodeURIComponent(asking.value);
const askNow = calmly(async () => {
  const [url, ids] = [asked(), named(asking)];
  const { answer, html } = await ask(url, ids);
  if (!answer.ok || url !== asked()) return;
  if ('address' in asking.dataset) history.replaceState(history.state, '', url);
  swap(html, ids);
}, 250);
// Typing asks as it goes on, a choice once it is made.
function asks({ target, type }) {
  const isChoice = target.matches('select, [type=radio]');
  if (target.dataset.ask && isChoice === (type === 'change')) { asking = target; askNow(); }
}
on('input', asks);
on('change', asks);
on('popstate', (event) => {
  if (event.state?.parts) go(location.href, event.state.parts, 'stay');
}, window);

function remember(url, ids) {
  history.replaceState({ parts: ids }, '');
  history.pushState({ parts: ids }, '', url);
}

// Shows another state of the page under its address.
export async function go(url, ids, how = 'push') {
  const { answer, html } = await ask(url, ids);
  if (!answer.status) return toast(one('#toasts').dataset.failed, { bad: true });
  if (!answer.ok) return location.assign(url);
  if (how === 'push') remember(url, ids);
  swap(html, ids);
}

async function send(form, submitter) {
  if (form.ariaBusy === 'true') return;
  const data = new FormData(form, submitter);
  const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
  const url = new URL(action || location.href, location.href);
  if (form.method === 'get') {
    url.search = new URLSearchParams(data);
    return void go(url.href, named(form));
  }
  const body = form.enctype === 'multipart/form-data' ? data : new URLSearchParams(data);
  const ids = named(form);
  keepHere(form);
  form.ariaBusy = 'true';
  await form.saving;
  const { answer, html } = await ask(url.href, ids, { method: 'POST', body });
  form.ariaBusy = null;
  if (answer.status) return answered(form, answer, html, ids);
  const label = one('#lost button').textContent;
  toast(one('#toasts').dataset.failed, { bad: true, label, act: () => send(form, submitter) });
}

function answered(form, answer, html, ids) {
  if (!answer.ok) return refused(form, answer, html, ids);
  dropDraft(form);
  const to = new URL(answer.url);
  if (to.pathname !== location.pathname) return location.assign(to.href);
  if (answer.redirected && to.search !== location.search) remember(to, ids);
  form.reset();
  swap(html, ids);
  document.getElementById(to.hash.slice(1))?.scrollIntoView({ block: 'nearest' });
}

// Everything that stands in the way is in the page now; the first of it gets the focus.
function refused(form, { status, statusText }, html, ids) {
  const isForm = [403, 409, 422].includes(status);
  const page = isForm ? swap(html, ids) : parse(html);
  const part = form.isConnected ? form : document;
  const first = one('[aria-invalid="true"]', part) ?? one('[data-problems]', part);
  if (isForm && first) return first.focus();
  toast(one('[data-problems], h1', page)?.textContent ?? statusText, { bad: true });
}
