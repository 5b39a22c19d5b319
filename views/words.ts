import { jstText } from '../core/kernel/index.ts';
import { t } from '../language/language.ts';

/** A moment of facts for people, `2026-11-24 15:45:07`; empty for one that is not there. */
export const timeText = (iso: string | null | undefined): string => (iso ? jstText(Date.parse(iso)) : '');

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
} as const;
