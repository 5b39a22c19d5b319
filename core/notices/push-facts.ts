import { spansOfOccasion } from '../incidents/incident.ts';
import type { Merchant } from '../merchants/merchant.ts';
import type { Ports } from '../ports/index.ts';
import type { DueNotice } from './due-notices.ts';
import { countHeld, countWaiting, type HeldPushes, together } from './push-figures.ts';
import { concerns, type NoticeFacts } from './write-letter.ts';

/** What the mails of an incident say of a merchant's pushes; null where they could not be counted. */
export interface PushFacts {
  readonly waiting: number | null;
  readonly held: HeldPushes | null;
}

/** Of a merchant whom the mail tells nothing of pushes. */
export const noPushFacts: PushFacts = { waiting: null, held: null };

/** Counts a merchant's pushes for a mail, from their rows; nothing is read where the mail says nothing of them. */
export async function pushFactsOf(
  ports: Pick<Ports, 'pushes' | 'clock' | 'log'>,
  { kind }: Pick<DueNotice, 'kind'>,
  merchant: Merchant,
  facts: NoticeFacts,
): Promise<PushFacts> {
  if (!concerns(merchant, facts).includes('status')) return noPushFacts;
  const shops = facts.shopsByMerchant.get(merchant.id) ?? [];
  switch (kind) {
    case 'outage-opened': {
      const counts = await inTurn(shops, ({ key }) => countWaiting(ports, key));
      const waiting = counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
      return { ...noPushFacts, waiting };
    }
    case 'outage-all-clear': {
      const spans = spansOfOccasion(facts.incident).filter(({ capability }) => capability === 'status');
      const now = ports.clock.now();
      const from = Math.min(...spans.map((span) => span.from));
      const span = { from, to: Math.max(...spans.map(({ to }) => to ?? now)), now };
      return { ...noPushFacts, held: together(await inTurn(shops, ({ key }) => countHeld(ports, key, span))) };
    }
    case 'outage-interim':
    case 'outage-correction':
    case 'maintenance-ahead':
    case 'maintenance-after':
      return noPushFacts;
  }
}

/** One after the other: a merchant has a few shops, and each may have thousands of rows. */
async function inTurn<One, Result>(all: readonly One[], work: (one: One) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const one of all) results.push(await work(one));
  return results;
}
