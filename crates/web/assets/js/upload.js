// Files go up as soon as they are chosen, dropped or pasted; a form that is sent waits for its own.
import { all, on, one, root } from './dom.js';

const waiting = new WeakMap();
root.dataset.uploads = '';

function upload(form, file) {
  const [list, http] = [one('[data-chosen]', form), new XMLHttpRequest()];
  const row = one('template', form).content.firstElementChild.cloneNode(true);
  const [field, bar, button] = ['input', 'progress', 'button'].map((it) => one(it, row));
  const end = (wrong = '') => {
    one('.err', row).textContent = wrong;
    (wrong ? field : button).remove();
    bar.remove();
    if (wrong) waiting.delete(form);
    if (waiting.has(form) && !one('progress', list)) form.requestSubmit(waiting.get(form));
  };
  const size = Math.ceil(file.size / 1024).toLocaleString(root.lang);
  one('.file-name', row).textContent = file.name;
  one('.file-size', row).textContent = `${size} KB`;
  list.append(row);
  button.onclick = () => { http.abort(); row.remove(); end(); };
  http.upload.onprogress = ({ loaded, total }) => { bar.value = loaded / total; };
  http.onerror = () => end(list.dataset.failed);
  http.onload = () => {
    if (http.status !== 201) return end(list.dataset.failed);
    field.value = JSON.parse(http.response).id;
    field.disabled = false;
    end();
  };
  if (file.size > list.dataset.max) return end(list.dataset.large);
  http.open('POST', `/api/v1/attachments?name=${encodeURIComponent(file.name)}`);
  http.send(file);
}

for (const type of ['change', 'paste', 'dragover', 'drop']) {
  on(type, (event) => {
    const form = event.target.closest?.('form[data-upload]');
    const { files } = event.dataTransfer ?? event.clipboardData ?? event.target;
    if (!form || !(files?.length || type === 'dragover')) return;
    if (type !== 'dragover') for (const file of files) upload(form, file);
    if (type === 'change') event.target.value = '';
    else event.preventDefault();
  });
}
on('reset', ({ target }) => all('[data-chosen] > li', target).forEach((row) => row.remove()));
on('submit', (event) => {
  waiting.delete(event.target);
  if (!one('[data-chosen] progress', event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting.set(event.target, event.submitter);
});
