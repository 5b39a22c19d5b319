import { jstText } from '../core/kernel/index.ts';
import { t } from '../language/language.ts';
import type { Said } from './part.ts';

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
