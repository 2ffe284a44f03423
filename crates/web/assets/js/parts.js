// Parts: what the server sends takes the place of the elements of the same id; nodes that stay the
// same stay, and with them focus, typed text, selection and scroll position.
import { all, one, root } from './dom.js';

const policy = window.trustedTypes?.createPolicy('stufe', { createHTML: (html) => html });

export function parse(html) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, 'text/html');
}

// Asks for parts of a page; status 0 without an answer. Whoever has to sign in first is sent there.
export async function ask(url, ids, options = {}) {
  const [headers, bar] = [{ 'stufe-parts': ids.join(' '), accept: 'text/html' }, one('#progress')];
  bar.hidden = false;
  const told = fetch(url, { ...options, headers })
    .then(async (answer) => ({ answer, html: await answer.text() }));
  const got = await told.catch(() => ({ answer: { status: 0 }, html: '' }));
  bar.hidden = true;
  const { status, url: at } = got.answer;
  if (status !== 401 && !(status && new URL(at).pathname === '/sign-in')) return got;
  const here = encodeURIComponent(location.pathname + location.search);
  location.assign(`/sign-in?return_to=${here}`);
  return new Promise(() => {});
}

// Puts the parts of these ids in their places.
export function swap(html, ids) {
  const fresh = parse(html);
  const back = remembered();
  const whole = fresh.documentElement;
  if (whole.lang && whole.lang !== root.lang) location.reload();
  if (whole.lang) attributes(root, whole);
  for (const id of ids) {
    const [now, next] = [document.getElementById(id), fresh.getElementById(id)];
    if (now && next) morph(now, next);
  }
  back();
  document.dispatchEvent(new CustomEvent('stufe:parts', { detail: ids }));
  return fresh;
}

// Where the focus is, as something to go back to.
function remembered() {
  const held = document.activeElement;
  const [id, name, row] = [held?.id, held?.name, held?.closest('[id]')?.id];
  return () => {
    if (!held || held === document.body || document.activeElement === held) return;
    const heir = held.isConnected ? held
      : (id && document.getElementById(id)) || (name && one(`[name="${CSS.escape(name)}"]`))
      || (row && one(`#${CSS.escape(row)} a, #${CSS.escape(row)} button`)) || one('#main');
    heir?.focus({ preventScroll: true });
  };
}

// Makes one element like another and keeps what of it can be kept.
function morph(now, next) {
  if (now.nodeName !== next.nodeName) {
    now.replaceWith(document.importNode(next, true));
  } else if (now.nodeType !== Node.ELEMENT_NODE) {
    if (now.data !== next.data) now.data = next.data;
  } else if (!now.hasAttribute('data-keep') && !now.isEqualNode(next)) {
    attributes(now, next);
    children(now, next);
  }
}

function attributes(now, next) {
  // What the reader has opened stays open, their row theirs, and what the script said of the page.
  const own = (name) => name === 'open' || now === root
    || (name === 'aria-current' && now.matches('.q-row'));
  for (const { name } of [...now.attributes]) {
    if (!next.hasAttribute(name) && !own(name)) now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
}

// What an element is known by: its id, else the first one in it.
const key = (node) => node.id || node.querySelector?.('[id]')?.id;

function children(now, next) {
  const known = new Map([...now.children].map((it) => [key(it), it]));
  let at = now.firstChild;
  for (const fresh of [...next.childNodes]) {
    const twin = key(fresh) && known.get(key(fresh));
    if (twin) {
      if (twin === at) at = at.nextSibling;
      else if (now.moveBefore) now.moveBefore(twin, at);
      else now.insertBefore(twin, at);
      morph(twin, fresh);
    } else if (at && !key(at) && !key(fresh) && at.nodeName === fresh.nodeName) {
      const same = at;
      at = at.nextSibling;
      morph(same, fresh);
    } else {
      now.insertBefore(document.importNode(fresh, true), at);
    }
  }
  for (let gone; (gone = at); gone.remove()) at = at.nextSibling;
}

// The ids an element says it changes, else every part of the page.
export function named(element) {
  const ids = element.dataset.swap?.split(' ').filter(Boolean) ?? [];
  return ids.length ? ids : all('[data-part][id]').map((it) => it.id);
}
