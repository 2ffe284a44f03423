// What happens elsewhere: parts with `data-live` are asked for again when it concerns them.
import { all, calmly, on, one, onClick } from './dom.js';
import { ask, swap } from './parts.js';
import { keepAll } from './drafts.js';

const RETRY_MS = 5000;
const stale = new Set();
// In the middle of a character nothing is swapped; that would break it.
let composing = false;
on('compositionstart', () => { composing = true; });
on('compositionend', () => { composing = false; });

const refresh = calmly(async () => {
  if (composing) return refresh();
  const ids = [...stale].filter((id) => document.getElementById(id));
  if (document.hidden || !ids.length) return;
  stale.clear();
  const got = await ask(location.href, ids);
  if (got.answer.ok) swap(got.html, ids);
  else ids.forEach((id) => stale.add(id));
}, 250);

// Marks what shows this ticket, or everything when no ticket is named.
function happened(number) {
  for (const { id, dataset } of all('[data-live][id]')) {
    if (number == null || ['desk', `ticket ${number}`].includes(dataset.live)) stale.add(id);
  }
  refresh();
}

// One page of a browser listens for all of them: connections to a server are few.
function listen(tell) {
  const source = new EventSource('/api/v1/events');
  source.onopen = () => tell({ lost: false });
  source.onerror = () => {
    tell({ lost: true });
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(tell), RETRY_MS);
  };
  const hear = (event) => tell({ number: JSON.parse(event.data).number });
  kinds.forEach((kind) => source.addEventListener(kind, hear));
}

const kinds = document.body.dataset.events?.split(' ');
if (kinds) {
  const channel = new BroadcastChannel('stufe:live');
  const note = one('#lost');
  const hear = ({ number, lost }) => {
    if (number != null) return happened(number);
    if (!lost && !note.hidden) {
      happened();
      keepAll();
    }
    note.hidden = !lost;
  };
  const tell = (news) => {
    channel.postMessage(news);
    hear(news);
  };
  channel.onmessage = ({ data }) => hear(data);
  const forEver = () => new Promise(() => { listen(tell); });
  // Browsers give locks over TLS alone; without them each page listens for itself.
  navigator.locks?.request('stufe:live', forEver) ?? forEver();
  on('visibilitychange', refresh);
  onClick('#lost button', () => happened());
}
