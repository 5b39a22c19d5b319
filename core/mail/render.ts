import type { ChatMessage } from '../ports/index.ts';
import { inquirySection, type Letter, type Line, type MailIdentity, type Section } from './letter.ts';

/** One column without pictures or links, styles inline, since shops' mail readers are old and varied. All text is escaped. */
export function renderHtml(letter: Letter, identity: MailIdentity): string {
  const [first, ...rest] = letter.sections;
  return [
    '<!doctype html><html lang="ja"><head><meta charset="utf-8">',
    `<title>${escaped(letter.subject)}</title></head>`,
    `<body style="margin:0;padding:16px;background:#f3f4f2"><div style="${page}">`,
    paragraph(`${letter.to} 様`),
    paragraph(`いつもお世話になっております。${identity.fromName}です。`),
    ...letter.opening.map(paragraph),
    ...(first === undefined ? [] : [sectionHtml(first, boxes[letter.asks])]),
    ...[...rest, inquirySection(identity)].map((section) => sectionHtml(section, plain)),
    `<div style="${foot}">${closingHtml(identity).map(escaped).join('<br>')}</div>`,
    '</div></body></html>',
  ].join('\n');
}

const font = "font-family:'Hiragino Sans','Yu Gothic',Meiryo,sans-serif;font-size:15px;line-height:1.75;color:#222";
const page = `max-width:600px;margin:0 auto;padding:24px;background:#fff;${font}`;
const box = 'margin:20px 0;padding:12px 16px;border-left:4px solid';
/** Tasks must be found at a glance, and so must their absence: green belongs to the all-clear alone. */
const boxes: Readonly<Record<Letter['asks'], string>> = {
  nothing: `${box} #2e7d4f;background:#eef6f0`,
  something: `${box} #c8611a;background:#fdf1e4`,
  unknown: `${box} #5b6b7f;background:#eff2f6`,
};
const plain = 'margin:20px 0';
const foot = 'margin-top:28px;padding-top:12px;border-top:1px solid #ccc;font-size:13px;color:#555';

function sectionHtml({ heading, lines }: Section, style: string): string {
  return `<div style="${style}"><h2 style="margin:0 0 6px;font-size:16px">${escaped(heading)}</h2>${linesHtml(lines)}</div>`;
}

function linesHtml(lines: readonly Line[]): string {
  let html = '';
  let list: 'ul' | 'ol' | null = null;
  const lists = { sentence: null, point: 'ul', step: 'ol' } as const;
  const change = (next: typeof list): void => {
    if (next === list) return;
    html += `${list === null ? '' : `</${list}>`}${next === null ? '' : `<${next} style="margin:4px 0;padding-left:22px">`}`;
    list = next;
  };
  for (const { kind, text } of lines) {
    change(lists[kind]);
    html += list === null ? paragraph(text) : `<li>${unbroken(escaped(text))}</li>`;
  }
  change(null);
  return html;
}

function closingHtml(identity: MailIdentity): string[] {
  const telephone = identity.telephone === undefined ? [] : [`電話: ${identity.telephone}`];
  return [identity.fromName, ...telephone, ...identity.signature];
}

const paragraph = (text: string): string => `<p style="margin:0 0 8px">${unbroken(escaped(text))}</p>`;

/** Hyphenated order numbers, SKUs or telephones outside addresses. Longer ones would not fit a phone. */
const hyphened = /(?<![\w./@:&#-])(?=[\w-]{1,32}(?![\w-]))\w+(?:-\w+)+(?![\w./@-])/g;

/** Keeps copied numbers on one line: mail readers break them at hyphens. */
function unbroken(html: string): string {
  return html.replace(hyphened, (number) => `<span style="white-space:nowrap">${number}</span>`);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] as string);
}

const ruler = '────────────────────';

export function renderText(letter: Letter, identity: MailIdentity): string {
  const all = [...letter.sections, inquirySection(identity)];
  const sections = all.flatMap(({ heading, lines }) => ['', `■ ${heading}`, ...linesText(lines)]);
  return [
    `${letter.to} 様`,
    '',
    `いつもお世話になっております。${identity.fromName}です。`,
    ...letter.opening,
    ...sections,
    '',
    ...closingText(identity),
  ].join('\n');
}

function linesText(lines: readonly Line[]): string[] {
  let steps = 0;
  return lines.map((line) => {
    steps = line.kind === 'step' ? steps + 1 : 0;
    return lineText(line, steps);
  });
}

function lineText({ kind, text }: Line, number: number): string {
  switch (kind) {
    case 'sentence':
      return text;
    case 'point':
      return `・${text}`;
    case 'step':
      return `${number}. ${text}`;
  }
}

function closingText(identity: MailIdentity): string[] {
  const telephone = identity.telephone === undefined ? [] : [`電話: ${identity.telephone}`];
  return [ruler, identity.fromName, ...telephone, ...identity.signature, ruler];
}

/** Maximum characters of a chat message: a screen or two, far below any chat's limit. */
const chatMax = 3_000;

/**
 * Renders a letter for a chat: subject and facts, without greetings and outlook. Cut at a whole line if too long, naming where the rest is.
 *
 * @param isMailed whether the reader also gets the mail
 */
export function renderChat(letter: Letter, { fromName, telephone }: MailIdentity, isMailed: boolean): ChatMessage {
  let left = chatMax - letter.subject.length;
  let isCut = false;
  const parts: ChatMessage['parts'][number][] = [];
  for (const { heading, lines } of letter.sections.filter(({ isOutlook = false }) => !isOutlook)) {
    const kept: string[] = [];
    for (const line of isCut ? [] : linesText(lines)) {
      left -= line.length + 1;
      isCut ||= left < 0;
      if (isCut) break;
      kept.push(line);
    }
    if (kept.length > 0) parts.push({ heading, lines: kept });
  }
  const rest = isMailed ? '続きは、同じ件名のメールをご覧ください。' : '続きは、当社までお問い合わせください。';
  const from = telephone === undefined ? fromName : `${fromName}(電話: ${telephone})`;
  return {
    title: letter.subject,
    parts: [
      ...parts,
      { heading: null, lines: [...(isCut ? [`(長いため、ここまでを掲載しています。${rest})`] : []), from] },
    ],
  };
}

/** Plain text for the history. */
export function chatText({ title, parts }: ChatMessage): string {
  return [
    title,
    ...parts.flatMap(({ heading, lines }) => ['', ...(heading === null ? [] : [`■ ${heading}`]), ...lines]),
  ].join('\n');
}
