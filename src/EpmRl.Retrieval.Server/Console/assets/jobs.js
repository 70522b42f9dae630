// Uploads go over HTTP, as any client's do: the page's own connection is for small messages.
const most = 64 << 20; // of a file that must be read whole for a preview
const slice = 1 << 20;
let file = null;

const form = settings => {
  const data = new FormData();
  for (const [name, value] of Object.entries(settings)) if (value) data.append(name, value);
  return data;
};

const problem = async (status, text) => {
  try { return { error: JSON.parse(text).detail }; } catch { return { error: `The service answered with ${status}.` }; }
};

export function listen(zone, page) {
  const input = zone.querySelector('input');
  const choose = chosen => { if (chosen) { file = chosen; page.invokeMethodAsync('ChosenAsync', file.name, file.size); } };
  input.addEventListener('change', () => { choose(input.files[0]); input.value = ''; });
  for (const type of ['dragenter', 'dragover']) zone.addEventListener(type, event => { event.preventDefault(); zone.classList.add('over'); });
  for (const type of ['dragleave', 'drop']) zone.addEventListener(type, () => zone.classList.remove('over'));
  zone.addEventListener('drop', event => { event.preventDefault(); choose(event.dataTransfer.files[0]); });
}

export async function preview(catalog, settings) {
  const whole = !/\.(csv|tsv|txt|jsonl|ndjson)$/i.test(file.name);
  if (whole && file.size > most) return { error: 'The file is too large for a preview; the job reads it all the same.' };
  const data = form(settings);
  data.append('file', whole ? file : file.slice(0, slice), file.name);
  const answer = await fetch(`/v1/jobs/preview?catalog=${encodeURIComponent(catalog)}`, { method: 'POST', body: data });
  const text = await answer.text();
  return answer.ok ? { preview: JSON.parse(text) } : problem(answer.status, text);
}

export function start(catalog, settings, key, page) {
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    let told = -1;
    request.open('POST', `/v1/jobs?catalog=${encodeURIComponent(catalog)}`);
    request.setRequestHeader('Idempotency-Key', key);
    request.upload.addEventListener('progress', event => {
      const percent = Math.floor(100 * event.loaded / event.total);
      if (percent !== told) page.invokeMethodAsync('UploadedAsync', told = percent);
    });
    request.addEventListener('load', async () => resolve(request.status < 300 ? {} : await problem(request.status, request.responseText)));
    request.addEventListener('error', () => resolve({ error: 'The connection was lost. Try again: the same file is never taken twice.' }));
    const data = form(settings);
    data.append('file', file, file.name);
    request.send(data);
  });
}
