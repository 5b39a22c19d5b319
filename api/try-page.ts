import { html, raw } from 'hono/html';
import type { JsonSchema } from '../core/kernel/index.ts';
import { partsOf } from './document.ts';
import { partsIn, type Route } from './route.ts';
import { routes } from './routes.ts';

const style = `
:root { color-scheme: light dark; --line: light-dark(#d3d9e2, #39424f); --panel: light-dark(#f4f6f9, #1d232d); --link: light-dark(#0b57a4, #8ab8ff); }
* { box-sizing: border-box; }
body { max-width: 62rem; margin: 0 auto; padding: 1rem 1.25rem; font: 16px/1.5 system-ui, sans-serif; }
a { color: var(--link); }
label { display: grid; gap: .2rem; margin: .6rem 0; font-weight: 600; }
label small { font-weight: 400; }
input, select, textarea, button { font: inherit; font-weight: 400; padding: .45rem .6rem; border: 1px solid var(--line); border-radius: 6px; width: 100%; }
textarea, pre { font: 14px/1.45 ui-monospace, monospace; }
button { width: auto; border: 0; background: light-dark(#0b57a4, #8ab8ff); color: light-dark(#fff, #14181f); font-weight: 600; padding: .5rem 1.4rem; cursor: pointer; }
fieldset { border: 0; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0 1rem; }
pre { background: var(--panel); border-radius: 6px; padding: .8rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
[hidden], pre:empty { display: none; }`;

/** Asks for the parts of the chosen address, sends it with the key, and shows the call as curl beside its answer. */
const script = `
const routes = JSON.parse(document.querySelector('#routes').textContent);
const form = document.querySelector('form');
const parts = form.querySelector('fieldset');
const chosen = () => routes.find(({ name }) => name === form.elements.route.value);
function ask({ name, about, isNeeded }) {
  const label = document.createElement('label');
  const input = Object.assign(document.createElement('input'), { name, required: isNeeded, autocomplete: 'off' });
  label.append(name, Object.assign(document.createElement('small'), { textContent: about }), input);
  return label;
}
function show() {
  const kept = Object.fromEntries(new FormData(form));
  const { path, query, body } = chosen();
  parts.replaceChildren(...[...path, ...query].map(ask));
  for (const input of parts.querySelectorAll('input')) input.value = kept[input.name] ?? '';
  form.elements.body.value = body === null ? '' : JSON.stringify(body, null, 2);
  form.elements.body.parentElement.hidden = body === null;
}
function request() {
  const { method, address, query, body, isNamed } = chosen();
  const valueOf = (name) => form.elements[name].value.trim();
  const path = address.replaceAll(/\\{(\\w+)\\}/g, (_, name) => encodeURIComponent(valueOf(name)));
  const asked = query.flatMap(({ name }) => valueOf(name) === '' ? [] : [[name, valueOf(name)]]);
  const headers = { authorization: 'Bearer ' + valueOf('key') };
  if (body !== null) headers['content-type'] = 'application/json';
  if (isNamed) headers['idempotency-key'] = crypto.randomUUID();
  const url = path + (asked.length === 0 ? '' : '?' + new URLSearchParams(asked));
  return { url, init: { method: method.toUpperCase(), headers, ...(body !== null && { body: form.elements.body.value }) } };
}
const quoted = (text) => "'" + text.replaceAll("'", "'\\\\''") + "'";
function curl({ url, init }) {
  const heads = Object.entries(init.headers).map(([name, value]) => '-H ' + (name === 'authorization' ? '"authorization: Bearer $KEY"' : quoted(name + ': ' + value)));
  return ['curl -X ' + init.method, ...heads, ...(init.body ? ['-d ' + quoted(init.body)] : []), quoted(location.origin + url)].join(' ');
}
form.elements.route.addEventListener('change', show);
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const call = request();
  document.querySelector('#call').textContent = curl(call);
  const output = document.querySelector('#answer');
  try {
    const answer = await fetch(call.url, call.init);
    const text = await answer.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch {}
    output.textContent = answer.status + '\\n' + shown;
  } catch {
    output.textContent = 'There is no answer. Does npm start still run?';
  }
});
show();`;

const examples: Readonly<Record<string, unknown>> = { by: 'trial', from: '2026-12-01T00:00:00+09:00' };

/** A value that a schema describes: its required fields, the first of several forms. */
function exampleOf(schema: JsonSchema, name = ''): unknown {
  const { type, properties, required, items, anyOf, enum: words, const: constant, minimum } = partsOf(schema);
  if (constant !== undefined) return constant;
  if (words !== undefined) return words[0];
  if (anyOf !== undefined) return exampleOf(anyOf[0] as JsonSchema, name);
  if (items !== undefined) return [exampleOf(items)];
  if (type === 'integer') return minimum ?? 1;
  if (properties === undefined) return examples[name] ?? '';
  return Object.fromEntries(
    (required ?? []).map((field) => [field, exampleOf(properties[field] as JsonSchema, field)]),
  );
}

/** The fields of the form for a route. */
const formOf = ({ name, method, path, query, body, isNamed = false }: Route) => ({
  ...{ name, method, address: path, isNamed },
  path: partsIn(path).map((part) => ({ name: part.name, about: part.about, isNeeded: true })),
  query: Object.entries(query?.fields ?? {}).map(([field, { isOptional }]) => ({
    ...{ name: field, about: isOptional ? 'may be left out' : '', isNeeded: !isOptional },
  })),
  body: body === undefined ? null : exampleOf(body.schema()),
});

/** A page of this machine that tries the API; it keeps nothing of what is typed. */
export function tryPage(nonce: string) {
  const options = routes.map(
    ({ name, method, path, summary }) =>
      html`<option value="${name}">${method.toUpperCase()} ${path}: ${summary}</option>`,
  );
  const data = JSON.stringify(routes.map(formOf)).replaceAll('<', '\\u003c');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>The API of Tsunagi</title>
        <style nonce="${nonce}">${raw(style)}</style>
      </head>
      <body>
        <main>
        <h1>The API of Tsunagi</h1>
        <p>
          Make a key with <code>npm run ops -- api-keys add trial --all --scopes orders:read</code>. This page keeps it nowhere.
          The document of the API: <a href="/v1/openapi.json">OpenAPI 3.1</a>.
        </p>
        <form>
          <label>Key <input name="key" type="password" autocomplete="off" required /></label>
          <label>Request <select name="route">${options}</select></label>
          <fieldset></fieldset>
          <label hidden>Body <textarea name="body" rows="12" spellcheck="false"></textarea></label>
          <p><button>Send</button></p>
        </form>
        <pre id="call" aria-label="The request as curl"></pre>
        <pre id="answer" aria-label="The answer" aria-live="polite"></pre>
        </main>
        <script nonce="${nonce}" type="application/json" id="routes">${raw(data)}</script>
        <script nonce="${nonce}">${raw(script)}</script>
      </body>
    </html>`;
}
