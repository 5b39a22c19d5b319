import { html } from 'hono/html';
import { t } from '../language/index.ts';
import type { Markup } from './markup.ts';
import { shopPath, skuPath, under } from './paths.ts';

interface Page {
  readonly path: string;
  readonly title: string;
}

const pages: readonly (readonly [command: RegExp, page: (given: readonly string[]) => Page])[] = [
  [/^ops stuck$/, () => ({ path: '/orders/changes', title: t`Changes that need attention` })],
  [/^ops stock oversold$/, () => ({ path: '/stock', title: t`Stock` })],
  [/^ops orders problems$/, () => ({ path: '/orders?attention=on', title: t`Orders` })],
  [/^ops incidents show ([^\s<]+)$/, ([incident = '']) => ({ path: under('incidents', incident), title: incident })],
  [/^ops resume --shop ([^\s<]+)/, ([shop = '']) => ({ path: shopPath(shop), title: shop })],
  [
    /^ops stock show ([^\s<]+) --merchant ([^\s<]+)$/,
    ([sku = '', merchant = '']) => ({ path: skuPath(merchant, sku), title: sku }),
  ],
];

/** Options that name an installation. Pages need none: a console shows one installation. */
const installation = / --(?:stage|region|profile|data) [^\s<]+/g;

/** The page that shows what a command shows, or does what it does; null where only the command does. */
export function pageFor(command: string): Page | null {
  const itself = command.replaceAll(installation, '');
  for (const [pattern, page] of pages) {
    const found = pattern.exec(itself);
    if (found !== null) return page(found.slice(1));
  }
  return null;
}

/**
 * A command in a sentence: its words are ASCII or `<placeholder>`, and a full stop is not one of them. `ops` are also people, who act on what
 * they are told.
 */
const commands = /\bops (?!act\b|to\b)[a-z]+(?: (?:<[^>]*>|[!-~]*[!-'*-+/-9<-~-]))*/g;

/** A sentence that names commands, for a page: each leads to the page that replaces it, or stands out as what is to be typed. */
export function linked(text: string): Markup {
  const parts: Markup[] = [];
  let from = 0;
  for (const { 0: command, index } of text.matchAll(commands)) {
    const page = pageFor(command);
    const typed = command.replace(/^ops /, 'npm run ops -- ');
    const shown = page === null ? html`<code>${typed}</code>` : html`<a href="${page.path}">${page.title}</a>`;
    parts.push(html`${text.slice(from, index)}${shown}`);
    from = index + command.length;
  }
  return html`${parts}${text.slice(from)}`;
}
