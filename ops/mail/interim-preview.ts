import {
  gatherFacts,
  type IdentityWords,
  identityOf,
  noPushFacts,
  noStockFacts,
  writeLetter,
} from '../../core/mail/index.ts';
import type { Incident } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { letterLines } from './letter-lines.ts';

/** An interim mail as the first of the affected merchants would get it, and how many get it; null when none does. */
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
