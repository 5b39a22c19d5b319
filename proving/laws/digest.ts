import type { Finding } from './finding.ts';
import type { HandedMail } from './mail.ts';

/** A change of an order that failed, with an event that says that the merchant has to act. */
interface FailedChange {
  readonly at: number;
  readonly merchant: string;
  readonly orderNumber: string;
}

/** What merchants were told of failed changes of orders, and what they had to do. */
export interface DigestEnd {
  readonly merchants: readonly string[];
  readonly mails: readonly HandedMail[];
  /** Those that no later request took the place of. */
  readonly failures: readonly FailedChange[];
  /** So many failures of one merchant are written to them without delay. */
  readonly failuresAtOnce: number;
  /** When the mail service failed, or a run of those who send died. */
  readonly faults: readonly number[];
}

type DigestLaw =
  /** A failed change is in a mail to its merchant. */
  'failure-told';

export type DigestFinding = Finding<DigestLaw>;

/** So long a digest may wait for the one before. */
const apartMs = 60 * 60_000;

/** Everything about failed changes that merchants were not told. */
export function brokenDigestLaws(end: DigestEnd): DigestFinding[] {
  const { merchants, failures, mails, failuresAtOnce, faults } = end;
  const endsAt = Math.max(0, ...failures.map(({ at }) => at)) + apartMs;
  if (faults.some((at) => at > endsAt - apartMs)) return [];
  return merchants.flatMap((name) => {
    const digests = mails.filter(({ to, kind }) => to === name && kind === 'digest');
    const untold = failures.filter(
      ({ merchant, orderNumber, at }) =>
        merchant === name && !digests.some((mail) => mail.at > at - apartMs && mail.text.includes(orderNumber)),
    );
    const orders = new Set(untold.map(({ orderNumber }) => orderNumber));
    return orders.size < failuresAtOnce
      ? []
      : [{ law: 'failure-told', words: `no mail tells ${name} of ${[...orders].join(', ')}` }];
  });
}
