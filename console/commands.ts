import { html } from 'hono/html';
import { t } from '../language/language.ts';
import type { Markup } from './page.ts';

interface Place {
  readonly path: string;
  readonly title: string;
}

const places = (): readonly (readonly [command: RegExp, place: Place])[] => [
  [/^ops stuck/, { path: '/orders/changes', title: t`Changes that need attention` }],
  [/^ops push list/, { path: '/orders/changes', title: t`Changes that need attention` }],
  [/^ops stock oversold/, { path: '/stock', title: t`Stock` }],
  [/^ops incidents show (.*)/, { path: '/incidents/', title: t`Outages` }],
  [/^ops resume --shop (.*)/, { path: '/shops/', title: t`Shops` }],
  [/^ops pauses/, { path: '/shops', title: t`Shops` }],
  [/^ops keys list/, { path: '/shops', title: t`Shops` }],
  [/^ops shops list/, { path: '/shops', title: t`Shops` }],
];

/** The page that shows what a command shows, or does what it does; null where only the command does. */
export function placeOf(command: string): Place | null {
  for (const [begins, place] of places()) {
    const found = begins.exec(command);
    if (found !== null) return { ...place, path: place.path + encodeURIComponent(found[1] ?? '') };
  }
  return null;
}

/** A command in a sentence: its words are ASCII or `<placeholder>`, and a full stop is not one of them. */
const commands = /\bops [a-z]+(?: (?:<[^>]*>|[!-~]*[!-'*-+/-9<-~-]))*/g;

/** A sentence that names commands, for a page: each leads to the page that replaces it, or stands out as what is to be typed. */
export function linked(text: string): Markup {
  const parts: Markup[] = [];
  let from = 0;
  for (const { 0: command, index } of text.matchAll(commands)) {
    const place = placeOf(command);
    const shown = place === null ? html`<code>${command}</code>` : html`<a href="${place.path}">${place.title}</a>`;
    parts.push(html`${text.slice(from, index)}${shown}`);
    from = index + command.length;
  }
  return html`${parts}${text.slice(from)}`;
}
