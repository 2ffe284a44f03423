// The command palette: everything one can go to or do, found by its words.
import { all, on, one } from './dom.js';

const palette = one('#palette');
const sought = one('#palette input');
const options = () => all('.pal-o', palette);
const offered = () => options().filter((it) => !it.hidden);

// Letters without their marks, so that „Über“ is found by „uber“.
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function choose(option) {
  for (const it of options()) it.ariaSelected = String(it === option);
  sought.ariaActiveDescendantElement = option ?? null;
  option?.scrollIntoView({ block: 'nearest' });
}

function filter() {
  const words = plain(sought.value).split(/\s+/);
  for (const it of options()) {
    const text = plain(it.textContent);
    it.hidden = !('always' in it.dataset) && !words.every((word) => text.includes(word));
  }
  choose(offered()[0]);
}

if (palette) {
  on('stufe:open', () => { sought.value = ''; filter(); sought.focus(); }, palette);
  on('click', (event) => { if (event.target.closest('.pal-o')) palette.close(); }, palette);
  on('input', filter, sought);
  on('keydown', (event) => {
    const list = offered();
    const at = list.findIndex((it) => it.ariaSelected === 'true');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.length) choose(list.at((at + step) % list.length));
    else if (event.key === 'Enter') list[at]?.click();
    else return;
    event.preventDefault();
  }, sought);
}
