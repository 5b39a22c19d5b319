import { html, raw } from 'hono/html';
import { pathParts } from './route.ts';
import { routes } from './routes.ts';

/** What the page does: fills an address in, sends it with the key, and shows the call as curl and its answer. */
const script = `
const form = document.querySelector('form');
const at = (name) => form.elements[name];
const chosen = () => at('route').value.split(' ');
const show = () => { const [, path, query] = chosen(); at('path').value = path + (query ? '?' + query : ''); at('body').hidden = chosen()[0] === 'get'; };
at('route').addEventListener('change', show);
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const method = chosen()[0].toUpperCase();
  const headers = { authorization: 'Bearer ' + at('key').value.trim() };
  const body = method === 'GET' ? undefined : at('body').value;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const curl = ['curl -X ' + method, ...Object.keys(headers).map((name) => "-H '" + name + ': ' + (name === 'authorization' ? 'Bearer $KEY' : headers[name]) + "'"), "'" + location.origin + at('path').value + "'"];
  document.querySelector('#call').textContent = curl.join(' ');
  const answer = await fetch(at('path').value, { method, headers, body });
  const text = await answer.text();
  let shown = text;
  try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch {}
  document.querySelector('#answer').textContent = answer.status + '\\n' + shown;
});
show();`;

/** A page of this machine that tries the API; it keeps nothing of what is typed. */
export function tryPage(nonce: string) {
  const options = routes.map(({ method, path, query, summary }) => {
    const needed = Object.entries(query?.fields ?? {}).flatMap(([name, { isOptional }]) =>
      isOptional ? [] : [`${name}=`],
    );
    return html`<option value="${method} ${path} ${needed.join('&')}">${method.toUpperCase()} ${path}: ${summary}</option>`;
  });
  const parts = Object.entries(pathParts).map(([name, { about }]) => html`<dt>{${name}}</dt><dd>${about}</dd>`);
  return html`<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8" /><title>The API of Tsunagi</title></head>
      <body>
        <h1>The API of Tsunagi</h1>
        <p>Make a key with <code>ops api-keys add</code>. The document of the API: <a href="/v1/openapi.json">OpenAPI 3.1</a>.</p>
        <form>
          <p><label>Key <input name="key" type="password" autocomplete="off" size="70" required /></label></p>
          <p><label>What <select name="route">${options}</select></label></p>
          <p><label>Address <input name="path" size="90" required /></label> <button>Send</button></p>
          <p><textarea name="body" rows="8" cols="90" hidden></textarea></p>
        </form>
        <dl>${parts}</dl>
        <pre id="call"></pre>
        <pre id="answer"></pre>
        <script nonce="${nonce}">${raw(script)}</script>
      </body>
    </html>`;
}
