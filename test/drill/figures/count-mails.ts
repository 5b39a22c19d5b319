import type { DayFacts } from '../facts.ts';

/** Who was written to, and how often. */
export interface MailFigures {
  readonly affectedMin: number;
  readonly affectedMax: number;
  readonly unaffected: number;
  /** Mails that set an all-clear right, because the audit a day later found orders; not counted in the others but `total`. */
  readonly corrections: number;
  readonly total: number;
}

/** How the subject of a correction begins (`core/mail/outage-correction.ts`). */
const correction = /^【追加取込/;

/** Counts mails by the merchants they reached. A merchant is affected who has a shop and uses something that was out. */
export function countMails({ script, shops, merchants, mails }: DayFacts): MailFigures {
  const counted = mails.filter(({ subject }) => !correction.test(subject));
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
    // An address that is nobody's counts, too: whoever reads there is not concerned.
    unaffected: mails.filter(({ to }) => to.some((address) => !theirs.has(address))).length,
    corrections: mails.length - counted.length,
    total: mails.length,
  };
}
