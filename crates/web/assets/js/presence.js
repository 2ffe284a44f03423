// Who else is here: says every few seconds that one is, and shows what the server answers.
import { on, one } from './dom.js';
import { swap } from './parts.js';
import { writingNow } from './drafts.js';

async function beat(doing) {
  const url = one('[data-presence]')?.dataset.presence;
  if (!url) return;
  const body = new URLSearchParams({ doing });
  const answer = await fetch(url, { method: 'POST', body, keepalive: true }).catch(() => ({}));
  if (answer.ok) swap(await answer.text(), ['presence']);
}

const beatOn = () => document.hidden || beat(writingNow());
setInterval(beatOn, 8000);
on('visibilitychange', beatOn);
on('pagehide', () => beat('left'), window);
beatOn();
