import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const ofHtmx = (file: string): string => fileURLToPath(import.meta.resolve(`htmx.org/dist/${file}`));

/** Every file that a page loads, by its path. All are of this package: nothing comes from elsewhere. */
const files: Readonly<Record<string, readonly [type: string, file: () => string]>> = {
  '/style.css': ['text/css', () => here('./style.css')],
  '/icon.svg': ['image/svg+xml', () => here('./icon.svg')],
  '/console.js': ['text/javascript', () => here('./console.js')],
  '/htmx.js': ['text/javascript', () => ofHtmx('htmx.min.js')],
  '/hx-csp.js': ['text/javascript', () => ofHtmx('ext/hx-csp.min.js')],
  '/hx-sse.js': ['text/javascript', () => ofHtmx('ext/hx-sse.min.js')],
};

/** Serves these files. */
export function assets(): Hono {
  const app = new Hono();
  for (const [path, [type, file]] of Object.entries(files)) {
    app.get(path, (c) => c.body(readFileSync(file(), 'utf8'), 200, { 'content-type': `${type}; charset=utf-8` }));
  }
  return app;
}
