import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const ofHtmx = (file: string): string => fileURLToPath(import.meta.resolve(`htmx.org/dist/${file}`));

/** Every file that a page loads, by its path, all of this package. One file: htmx looks at the page at once, and an extension may come too late. */
const files: Readonly<Record<string, readonly [type: string, ...files: (() => string)[]]>> = {
  '/style.css': ['text/css', () => here('./style.css')],
  '/icon.svg': ['image/svg+xml', () => here('./icon.svg')],
  '/icon-waits.svg': ['image/svg+xml', () => here('./icon-waits.svg')],
  '/console.js': ['text/javascript', () => here('./console.js')],
  '/htmx.js': [
    'text/javascript',
    () => ofHtmx('htmx.min.js'),
    () => ofHtmx('ext/hx-csp.min.js'),
    () => ofHtmx('ext/hx-sse.min.js'),
  ],
};

export function assets(): Hono {
  const app = new Hono();
  for (const [path, [type, ...parts]] of Object.entries(files)) {
    const content = (): string => parts.map((file) => readFileSync(file(), 'utf8')).join('\n');
    app.get(path, (c) => c.body(content(), 200, { 'content-type': `${type}; charset=utf-8` }));
  }
  return app;
}
