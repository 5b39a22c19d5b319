import type { DayFacts } from '../facts.ts';

/** Who was written to, and how often. */
export interface MailFigures {
  readonly affectedMin: number;
  readonly affectedMax: number;
  readonly unaffected: number;
  /** Mails that set an all-clear right, because the audit a day later found orders; not counted in the others but `total`. */
  readonly corrections: number;
  /** Mails about changes that failed and need a merchant; not counted in the others but `total` either. */
  readonly digests: number;
  readonly total: number;
}

/** What only the subject of a correction says (`core/mail/outage-correction.ts`). */
const correction = /の再照合(?:の結果|ができませんでした)$/;
/** How the subject of a digest begins (`core/mail/status-digest.ts`). */
const digest = /^【要対応 \d+件】/;

/** Counts mails by the merchants they reached. A merchant is affected who has a shop and uses something that was out. */
export function countMails({ script, shops, merchants, mails }: DayFacts): MailFigures {
  const counted = mails.filter(({ subject }) => !correction.test(subject) && !digest.test(subject));
  const withShop = new Set(shops.map(({ merchant }) => merchant));
  const affected = merchants.filter(
    ({ id, features }) => withShop.has(id) && features.some((feature) => script.out.includes(feature)),
  );
  const reached = affected.map(
    ({ contacts }) => counted.filter(({ to }) => to.some((address) => contacts.includes(address))).length,
  );
  const theirs = new Set(affected.flatMap(({ contacts }) => contacts));
  return {
    affectedMin: reached.length === 0 ? 0 : Math.min(...reached),
    affectedMax: Math.max(0, ...reached),
    // An address of no merchant counts, too: its reader is not concerned.
    unaffected: mails
      .filter(({ subject }) => !digest.test(subject))
      .filter(({ to }) => to.some((address) => !theirs.has(address))).length,
    corrections: mails.filter(({ subject }) => correction.test(subject)).length,
    digests: mails.filter(({ subject }) => digest.test(subject)).length,
    total: mails.length,
  };
}
