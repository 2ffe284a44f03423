// Dialogs that open and close.
import { onClick } from './dom.js';

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent('stufe:open'));
}

onClick('[data-open]', (button) => openDialog(button.dataset.open));
onClick('[data-close]', (button) => button.closest('dialog')?.close());
onClick('dialog', (dialog, event) => { if (event.target === dialog) dialog.close(); });
