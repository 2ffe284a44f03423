// What every other file needs.
export const root = document.documentElement;
root.dataset.js = '';
export const one = (selector, inside = document) => inside.querySelector(selector);
export const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
export const on = (type, act, target = document) => target.addEventListener(type, act);
export const make = (tag, given) => Object.assign(document.createElement(tag), given);

// Acts on clicks on anything the selector means, whenever it came into the page.
export function onClick(selector, act) {
  const find = (event) => event.target.closest?.(selector);
  on('click', (event) => find(event) && act(find(event), event));
}

// Waits until nothing was asked for a while; then does it once.
export function calmly(act, ms) {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(act, ms); };
}
