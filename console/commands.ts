import { html } from 'hono/html';
import { t } from '../language/language.ts';
import type { Markup } from './page.ts';

interface Place {
  readonly path: string;
  readonly title: string;
}

const places = (): readonly (readonly [start: string, place: Place])[] => [
  ['stuck', { path: '/orders/changes', title: t`Changes that need attention` }],
  ['push list', { path: '/orders/changes', title: t`Changes that need attention` }],
  ['stock oversold', { path: '/stock', title: t`Stock` }],
  ['incidents show ', { path: '/incidents/', title: t`Outages` }],
  ['resume --shop ', { path: '/shops/', title: t`Shops` }],
  ['pauses', { path: '/shops', title: t`Shops` }],
  ['keys list', { path: '/shops', title: t`Shops` }],
  ['shops list', { path: '/shops', title: t`Shops` }],
];

/** The page that shows what a command shows, or does what it does; null where only the command does. */
export function placeOf(command: string): Place | null {
  const [start, place] = places().find(([begins]) => command.startsWith(`ops ${begins}`)) ?? [];
  if (start === undefined || place === undefined) return null;
  if (!start.endsWith(' ')) return place;
  return { ...place, path: place.path + encodeURIComponent(command.slice('ops '.length + start.length)) };
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
