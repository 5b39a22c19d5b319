import { html, raw } from 'hono/html';
import { type EpochMs, jstText, type Words } from '../core/kernel/index.ts';
import { t, translated } from '../language/index.ts';
import type { Instance } from '../ops/frame/instance.ts';
import { linked } from './commands.ts';
import type { Markup } from './markup.ts';

export type { Markup };

export const nothing: Markup = raw('');

export interface NavigationEntry {
  readonly path: string;
  readonly title: () => string;
  /** How many of what it shows wait; absent where nothing is counted. */
  readonly waits?: keyof Waiting;
}

/** What waits, by the last look: lines that need a person, and outages that are not closed. */
export interface Waiting {
  readonly needs: number;
  readonly outages: number;
}

export interface Frame {
  readonly language: 'ja' | 'en';
  readonly nonce: string;
  readonly csrf: string;
  /** Which installation it is, `stage prod, ap-northeast-1`. */
  readonly place: string;
  readonly views: readonly NavigationEntry[];
  /** The path of the view, and the address of the page; of an answer to a form that of the page on which the form stands. */
  readonly path: string;
  readonly url: string;
  readonly mayChange: boolean;
  /** When it was asked for, by the installation's time. */
  readonly at: EpochMs;
  /** Whether its address shows it again; that of a form that was sent does not. */
  readonly mayReload: boolean;
  /** Null before the first look. */
  readonly waiting: Waiting | null;
}

/** A whole page. It is complete without its scripts. Ours comes first: htmx opens the stream as soon as it runs, and tells once that it failed. */
export function page(frame: Frame, title: string, body: Markup): Markup {
  const { language, nonce, place, views, mayChange, waiting } = frame;
  const needs = waiting?.needs ?? 0;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="htmx-config" content='extensions:"sse, hx-csp"'>
<title>${needs === 0 ? '' : `(${needs}) `}${title} · Tsunagi</title>
<link rel="icon" href="${needs === 0 ? '/icon.svg' : '/icon-waits.svg'}">
<link rel="stylesheet" href="/style.css">
<script nonce="${nonce}" src="/console.js" defer></script>
<script nonce="${nonce}" src="/htmx.js" defer></script>
</head>
<body>
<a class="skip" href="#content">${t`Skip to the content`}</a>
<header>
<div class="brand"><strong>Tsunagi</strong> <span class="place">${place}</span>${mayChange ? nothing : html` <span class="badge">${t`read only`}</span>`}</div>
<nav aria-label="${t`Views`}">${views.map((view) => navigationLink(view, frame))}</nav>
<div class="languages">${languageLinks(frame)}</div>
</header>
<main id="content" tabindex="-1">
<h1>${title}</h1>
${loadedPart(frame)}
${body}
</main>
</body>
</html>`;
}

/** As of when the page is, and the way to a newer one. A page that a stream keeps up to date says so itself, where scripts run. */
function loadedPart({ at, mayReload, url }: Frame): Markup {
  // Relative: a path that begins with two slashes names another host.
  const link = mayReload ? html` <a href="?${new URL(url).searchParams}">${t`Reload`}</a>` : nothing;
  return html`<p class="asof loaded" data-at="${at}">${asOfText(at)}${link}</p>`;
}

function navigationLink({ path, title, waits }: NavigationEntry, { path: current, waiting }: Frame): Markup {
  const count = waits === undefined ? 0 : (waiting?.[waits] ?? 0);
  const badge =
    waits === undefined
      ? nothing
      : html` <span class="count ${waits}" data-waits="${waits}"${count === 0 ? raw(' hidden') : ''}>${count}</span>`;
  return html`<a href="${path}"${path === current ? raw(' aria-current="page"') : ''}>${title()}${badge}</a>`;
}

export const waitingPart = (waiting: Waiting | null): Markup =>
  waiting === null
    ? nothing
    : html`<span id="waiting" data-needs="${waiting.needs}" data-outages="${waiting.outages}" hidden></span>`;

function languageLinks({ language, url }: Frame): Markup {
  const link = (code: string, name: string): Markup => {
    const { pathname, searchParams } = new URL(url);
    searchParams.set('lang', code);
    // A path that begins with two slashes names another host.
    const path = pathname.replace(/^\/+/, '/');
    return html`<a lang="${code}" hreflang="${code}" href="${path}?${searchParams}"${code === language ? raw(' aria-current="true"') : ''}>${name}</a>`;
  };
  return html`${link('ja', '日本語')} ${link('en', 'English')}`;
}

/** Begins a form that changes something: it carries the session's token. */
export const csrfField = ({ csrf }: Pick<Frame, 'csrf'>): Markup =>
  html`<input type="hidden" name="csrf" value="${csrf}">`;

/** The title of a column; figures stand on the right. */
export type ColumnTitle = string | Markup | { readonly right: string | Markup };

/** A table that scrolls by itself where it is wide, by the keys as well. */
export function tablePart(label: string, titles: readonly ColumnTitle[], rows: readonly Markup[]): Markup {
  const head = (title: ColumnTitle): Markup =>
    typeof title === 'object' && 'right' in title
      ? html`<th scope="col" class="right">${title.right}</th>`
      : html`<th scope="col">${title}</th>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table>
<thead><tr>${titles.map(head)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

/** A table whose rows become blocks on a narrow screen. There a cell shows its `data-label`, if it means nothing without a title. */
export const cardsPart = (...table: Parameters<typeof tablePart>): Markup =>
  html`<div class="cards">${tablePart(...table)}</div>`;

export function problemPart(text: string): Markup {
  const [title = '', ...lines] = text.split('\n').map((line) => line.replace(/^ +- /, ''));
  const list = lines.length === 0 ? nothing : html`<ul>${lines.map((line) => html`<li>${linked(line)}</li>`)}</ul>`;
  return html`<section class="banner bad" role="alert"><p>${linked(title.replace(/:$/, ''))}</p>${list}</section>`;
}

/** Names a field of a problem as its page does. A command that is to be typed keeps its options. */
export const withoutOptions = (problem: string, labels: Readonly<Record<string, string>>): string =>
  problem.replaceAll(/(\bops [^\n]*)|--([a-z]+)\b/g, (all, line: string | undefined, name: string) =>
    line === undefined ? (labels[name] ?? all) : all,
  );

/** What a mark says beside its colour, for those who see none. */
export const marks = { good: '●', warn: '▲', bad: '■', none: '○' } as const;

export const failurePart = (failure: Words | null): Markup =>
  failure === null
    ? nothing
    : html`<p class="banner bad" role="alert">${t`It could not be looked at: ${translated(failure)}`}</p>`;

const asOfText = (at: EpochMs): string => t`As of ${jstText(at)} (Japanese time)`;

export const asOfPart = (at: EpochMs): Markup => html`<p class="asof" data-at="${at}">${asOfText(at)}</p>`;

export const command = (line: string): Markup =>
  html`<span class="command"><code>${line}</code><button type="button" class="copy" data-copy="${line}" hidden>${t`Copy`}</button></span>`;

/** A command of ours to type, for the installation that is shown. */
export const opsCommand = ({ options = '' }: Pick<Instance, 'options'>, line: string): Markup =>
  command(`npm run ops -- ${line}${options}`);

/** Why a request was refused before a language was known: in both. */
const refusals = {
  'no-session': [
    'この画面は、起動時に表示されたアドレスから開いてください。',
    'Open the console by the address that was printed when it was started.',
  ],
  'used-address': [
    'このアドレスは使用済みか、誤りがあります。開いたブラウザーをご利用いただくか、npm run ops -- console を実行して新しいアドレスをお使いください。',
    'This address was used already, or is mistyped. Use the browser in which it was opened, or run npm run ops -- console for a new one.',
  ],
  'too-large': [
    'ファイルが大きすぎます(8 MiBまで)。見出し行を付けて分割するか、コマンドをお使いください: npm run ops -- push ship --file <ファイル>',
    'The file is too large (8 MiB at most). Split it, with the headings in each part, or use the command: npm run ops -- push ship --file <file>',
  ],
  'no-form-token': [
    '変更は行われませんでした。ページを再読み込みして、もう一度お試しください。',
    'Nothing was changed. Reload the page, and try again.',
  ],
} as const;

export function refusedPage(why: keyof typeof refusals): Markup {
  const [ja, en] = refusals[why];
  return html`<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>Tsunagi</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css"></head>
<body><main><h1>Tsunagi</h1><p>${ja}</p><p lang="en">${en}</p></main></body></html>`;
}
