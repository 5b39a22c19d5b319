import type { Incident } from '../../core/incidents/incident.ts';
import { type IdentityWords, identityOf } from '../../core/mail/identity-of.ts';
import { gatherFacts } from '../../core/notices/gather-facts.ts';
import { noPushFacts } from '../../core/notices/push-facts.ts';
import { noStockFacts } from '../../core/notices/stock-facts.ts';
import { writeLetter } from '../../core/notices/write-letter.ts';
import type { Ports } from '../../core/ports/index.ts';
import { letterLines } from './letter-lines.ts';

/** A word in between as the first of the affected merchants would get it, and how many get it; null when nobody does. */
export async function interimPreview(
  ports: Pick<Ports, 'merchants' | 'shops' | 'audits' | 'pauses'>,
  incident: Incident,
  note: string,
  words: IdentityWords,
): Promise<{ readonly merchants: number; readonly lines: readonly string[] } | null> {
  const [{ pauses }, merchants] = await Promise.all([ports.pauses.standing(), ports.merchants.list()]);
  const facts = await gatherFacts(ports, incident, pauses);
  const due = { occasion: incident.id, kind: 'outage-interim' as const, note };
  const letters = merchants
    .filter(({ contacts }) => contacts.length > 0)
    .flatMap((merchant) => writeLetter(due, merchant, facts, noPushFacts, noStockFacts) ?? []);
  const [first] = letters;
  return first === undefined ? null : { merchants: letters.length, lines: letterLines(first, identityOf(words)) };
}
