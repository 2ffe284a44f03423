// Forms are sent without leaving the page: the parts that changed are swapped. Nothing typed is
// lost: not when it is refused, not when the connection is.
import { calmly, on, onClick, one } from './dom.js';
import { ask, named, parse, swap } from './parts.js';
import { toast } from './notices.js';
import { dropDraft, keepDraft } from './drafts.js';

const LATE_MS = 10000;

on('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || 'plain' in form.dataset || form.method === 'dialog') return;
  if (form.method === 'get' && !form.dataset.swap) return;
  event.preventDefault();
  send(form, event.submitter);
});
onClick('a[data-swap]', (link, event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.href, named(link));
});
// A field with `data-ask` asks for parts of the page while one types or chooses.
let asking;
const askNow = calmly(async () => {
  const [url, ids] = [asking.dataset.ask + encodeURIComponent(asking.value), named(asking)];
  const got = await ask(url, ids).catch(() => null);
  if (got?.answer.ok) swap(got.html, ids);
}, 250);
on('input', ({ target }) => { if (target.dataset.ask) { asking = target; askNow(); } });
on('popstate', (event) => {
  if (event.state?.parts) go(location.href, event.state.parts, 'stay');
}, window);

function remember(url, ids) {
  history.replaceState({ parts: ids }, '');
  history.pushState({ parts: ids }, '', url);
}

// Shows another state of the page under its address.
export async function go(url, ids, how = 'push') {
  try {
    const got = await ask(url, ids);
    if (!got) return;
    if (!got.answer.ok) throw got.answer;
    if (how === 'push') remember(url, ids);
    swap(got.html, ids);
  } catch {
    location.assign(url);
  }
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
  const box = one('#toasts').dataset;
  const late = setTimeout(() => toast(box.late), LATE_MS);
  keepDraft(form);
  form.ariaBusy = 'true';
  try {
    const ids = named(form);
    const got = await ask(url.href, ids, { method: 'POST', body });
    if (got?.answer.status === 401) {
      // Sent once more as a whole: the sign-in page keeps it.
      form.dataset.plain = '';
      form.ariaBusy = null;
      form.requestSubmit(submitter);
    } else if (got) {
      answered(form, got, ids);
    }
  } catch {
    const label = one('#lost button').textContent;
    toast(box.failed, { bad: true, label, act: () => send(form, submitter) });
  } finally {
    clearTimeout(late);
    form.ariaBusy = null;
  }
}

function answered(form, { answer, html }, ids) {
  if (answer.status === 422) return refused(swap(html, ids), form);
  if (!answer.ok) {
    const page = parse(html);
    return toast(one('h1', page)?.textContent ?? answer.statusText, { bad: true });
  }
  dropDraft(form);
  const to = new URL(answer.url);
  if (to.pathname !== location.pathname) return location.assign(to.href);
  if (answer.redirected && to.search !== location.search) remember(to, ids);
  form.reset();
  swap(html, ids);
}

// Everything that stands in the way is in the page now; the first of it gets the focus.
function refused(page, form) {
  const part = form.isConnected ? form : document;
  const first = one('[aria-invalid="true"]', part) ?? one('[data-problems]', part);
  if (first) return first.focus();
  toast(one('[data-problems], h1', page)?.textContent, { bad: true });
}
