import { jstText } from '../core/kernel/index.ts';
import { t } from '../language/index.ts';

/*
 * What words make of facts, and renderers show: a table and named values, in the language of the run. A renderer knows no noun, and words no
 * terminal and no browser.
 */

/** How a value stands: its meaning is seen at once, by a sign and by a colour. */
export type Look = 'good' | 'warn' | 'bad';

/** A value with what is said of it beside its text. */
export interface Shown {
  readonly text: string;
  readonly look?: Look | undefined;
  /** The page that it leads to, by the parts of its address. */
  readonly to?: readonly string[];
  /** The moment that the text says, where people ask how long ago it was. */
  readonly at?: string;
}

/** A value that people read; several stand one below the other. */
export type Said = string | number | Shown | readonly (string | Shown)[];

/** The head of a column, and how what stands below it is laid out. */
export interface Head {
  readonly title: string;
  /** Figures stand on the right. */
  readonly right?: true;
  /** What is copied is never broken. */
  readonly whole?: true;
  /** A text, which may take several lines. */
  readonly long?: true;
  /** Sentences stand below their row in a terminal; `narrow`: where that is narrow. */
  readonly below?: true | 'narrow';
  /** In a narrow terminal it shares the column before. */
  readonly joins?: true;
  /** On a page it stands below what the column before says, in small type. */
  readonly under?: true;
  /** A terminal of another width leaves it out: a wide one is meant, a narrow one, or one of so many columns. A page is wide. */
  readonly only?: 'wide' | 'narrow' | number;
  /** The name by which a list is sorted by this column. */
  readonly sort?: string;
}

/** A column of a noun: its head, and what it says of one. Renderers make a table of columns and rows. */
export interface Column<Row> extends Head {
  of(row: Row): Said;
}

export type Field = readonly [label: string, value: Said];

/** The values of one place, one below the other. */
export const linesOf = (said: Said): (string | number | Shown)[] =>
  Array.isArray(said) ? [...said] : [said as string];

/** What stands in a value, without its look. */
export function textOf(said: Said): string {
  return linesOf(said)
    .map((one) => (typeof one === 'object' ? one.text : String(one)))
    .join(' ');
}

/** A moment of facts for people, `2026-11-24 15:45:07`; empty for one that is not there. */
export const timeText = (iso: string | null | undefined): string => (iso ? jstText(Date.parse(iso)) : '');

/** The same, of which people ask how long ago it was. */
export const agoSaid = (iso: string | null | undefined): Said => (iso ? { text: timeText(iso), at: iso } : '');

/** Labels that several nouns have. */
export const label = {
  order: () => t`order`,
  shop: () => t`shop`,
  merchant: () => t`merchant`,
  item: () => t`item`,
  pieces: () => t`pieces`,
  kind: () => t`kind`,
  id: () => t`id`,
  when: () => t`when`,
  about: () => t`about`,
  what: () => t`what`,
  by: () => t`by`,
  state: () => t`state`,
  status: () => t`status`,
  placed: () => t`placed`,
  amount: () => t`amount`,
  shipBy: () => t`ship by 出荷期限`,
  since: () => t`since`,
  parcels: () => t`parcels`,
  whyAndNext: () => t`why and what next`,
  free: () => t`free`,
  shouldShow: () => t`should show`,
  standing: () => t`how it stands`,
  lastTold: () => t`last told`,
  none: () => t`none`,
  name: () => t`name`,
  lag: () => t`lag`,
  mall: () => t`mall`,
  note: () => t`note`,
  window: () => t`window`,
  step: () => t`step`,
  until: () => t`until`,
  lasts: () => t`lasts`,
  length: () => t`for`,
  incident: () => t`incident`,
  from: () => t`from`,
  to: () => t`to`,
  out: () => t`out`,
  mails: () => t`mails`,
  mail: () => t`mail`,
  sent: () => t`sent`,
  refused: () => t`refused`,
  left: () => t`left`,
  cursor: () => t`cursor`,
  waits: () => t`waits`,
  changes: () => t`changes`,
  problems: () => t`problems`,
  shard: () => t`shard`,
  importFrom: () => t`import from`,
  key: () => t`key`,
  code: () => t`code`,
  importedUntil: () => t`imported until`,
  keyDays: () => t`days left of the key`,
} as const;
