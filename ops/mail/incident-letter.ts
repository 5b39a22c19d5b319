import { gatherFacts, type Letter, pushFactsOf, stockFactsOf, writeLetter } from '../../core/mail/index.ts';
import type { Incident, Merchant } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { oversoldIn } from '../../core/stock/index.ts';
import type { PreviewKind } from './example-letters.ts';

/** A mail of a real incident, or why there is none of this kind for this merchant. */
export type IncidentLetter =
  | { readonly kind: 'letter'; readonly letter: Letter }
  | { readonly kind: 'none'; readonly why: string };

/** Writes the mail that a merchant gets of an incident, from what the rows say now. */
export async function incidentLetter(
  ports: Pick<Ports, 'shops' | 'audits' | 'pauses' | 'pushes' | 'listings' | 'stock' | 'clock' | 'log'>,
  incident: Incident,
  merchant: Merchant,
  kind: PreviewKind,
): Promise<IncidentLetter> {
  const due = dueOf(kind, incident);
  if ('why' in due) return { kind: 'none', why: due.why };
  const { pauses } = await ports.pauses.standing();
  const facts = await gatherFacts(ports, incident, pauses);
  const letter = writeLetter(
    { ...due, occasion: incident.id },
    merchant,
    facts,
    await pushFactsOf(ports, due, merchant, facts),
    await stockFactsOf(ports, due, merchant, facts, oversoldIn(ports.stock)),
  );
  if (letter !== null) return { kind: 'letter', letter };
  const why =
    kind === 'outage-correction'
      ? `the audit a day later found nothing of ${merchant.id} and left none of their shops out, or nothing of ${incident.id} concerns them.`
      : `nothing of ${incident.id} concerns ${merchant.id}: they use none of what was out, or have no shop there.`;
  return { kind: 'none', why };
}

type Due = { readonly kind: Parameters<typeof writeLetter>[0]['kind']; readonly note?: string };

function dueOf(kind: PreviewKind, incident: Incident): Due | { readonly why: string } {
  switch (kind) {
    case 'outage-opened':
      return { kind };
    case 'outage-interim': {
      const note = incident.interims?.at(-1)?.text;
      return note === undefined ? { why: `no word in between was sent of ${incident.id}.` } : { kind, note };
    }
    case 'outage-all-clear':
    case 'outage-correction':
      return incident.affected.some(({ to }) => to === null) ? { why: `${incident.id} is not over.` } : { kind };
    case 'outage-all-clear-open':
      return {
        why: 'of an incident there is one all-clear, and its facts say what is open: ask for outage-all-clear.',
      };
    case 'maintenance-ahead':
    case 'maintenance-after':
      return { why: 'an incident has no mails of a maintenance. Leave --incident out to see an example.' };
    case 'status-digest':
    case 'status-digest-deadlines':
    case 'key-ending':
    case 'key-ending-consent':
    case 'key-ending-public-key':
    case 'key-ended':
      return { why: 'this mail is of no incident. Leave --incident out to see an example.' };
  }
}
