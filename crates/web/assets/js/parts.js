// Parts: what the server sends takes the place of the elements of the same id. Nodes that stay the
// same stay in the page, and with them focus, typed text, selection and scroll position.
import { all, on, one } from './dom.js';
import { withProgress } from './notices.js';

const policy = window.trustedTypes?.createPolicy('stufe', { createHTML: (html) => html });
let composing = false;
on('compositionstart', () => { composing = true; });
on('compositionend', () => { composing = false; });

// Whether somebody is in the middle of a character; swapping would break it.
export const isComposing = () => composing;

export function parse(html) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, 'text/html');
}

// Asks for parts of a page; status 0 when no answer came. Whoever has to sign in first is sent there.
export async function ask(url, ids, options = {}) {
  const headers = { 'stufe-parts': ids.join(' '), accept: 'text/html' };
  const asked = fetch(url, { ...options, headers });
  const told = asked.then(async (answer) => ({ answer, html: await answer.text() }));
  const got = await withProgress(told).catch(() => ({ answer: { status: 0 }, html: '' }));
  if (!got.answer.status || new URL(got.answer.url).pathname !== '/sign-in') return got;
  const here = encodeURIComponent(location.pathname + location.search);
  location.assign(`/sign-in?return_to=${here}`);
  return new Promise(() => {});
}

// Puts the parts of these ids in their places.
export function swap(html, ids) {
  const fresh = parse(html);
  const back = remembered();
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

export function attributes(now, next) {
  // What the reader has opened stays open, and the row they are at stays theirs.
  const own = (name) => name === 'open' || (name === 'aria-current' && now.matches('.q-row'));
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
