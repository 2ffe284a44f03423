// Dialogs that open, and panes of which one is shown.
import { all, onClick, one } from './dom.js';

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent('stufe:open'));
}

// Shows the pane of a tab. The address says which, so that loading again shows it again.
function showPane(tab) {
  const [tabs, mode] = [tab.closest('[data-tabs]'), tab.dataset.tab];
  const pane = one(`[data-pane="${mode}"]`);
  if (!pane) return false;
  for (const it of all('[data-tab]', tabs)) {
    if (it === tab) it.setAttribute('aria-current', 'true');
    else it.removeAttribute('aria-current');
  }
  for (const it of all('[data-pane]')) it.hidden = it !== pane;
  const owner = tab.closest('[data-compose]');
  if (owner) owner.dataset.compose = mode;
  if (tab.href) history.replaceState(history.state, '', tab.href);
  one('textarea, input:not([type=hidden]), select', pane)?.focus({ preventScroll: true });
  return true;
}

onClick('[data-open]', (button) => openDialog(button.dataset.open));
onClick('[data-close]', (button) => button.closest('dialog')?.close());
onClick('dialog', (dialog, event) => { if (event.target === dialog) dialog.close(); });
onClick('[data-tab]', (tab, event) => { if (showPane(tab)) event.preventDefault(); });
