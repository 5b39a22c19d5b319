import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import { claimId } from '../../core/model/index.ts';
import type { ClaimReason, HistoryLine, MovementReason } from '../../core/stock/index.ts';
import { tableLines } from '../terminal/table.ts';
import { jstIso } from '../terminal/time.ts';
import { kindNames } from './read-count-line.ts';

const movementReasons: Readonly<Record<MovementReason, string>> = {
  'in-force': 'everything is reckoned from it',
  replaced: 'replaced by another count',
  'after-count': '',
  'before-count': 'before the count',
  'not-counted': 'not counted yet',
};

const claimReasons: Readonly<Record<ClaimReason, string>> = {
  'ordered-after-count': 'sold',
  cancelled: 'cancelled',
  'before-count': 'ordered before the count',
  late: 'ordered before the count, imported after it: taken as counted',
  'given-back': 'ordered before the count, came back since',
  grown: 'ordered before the count, holds more since',
  'other-recipe': 'drew on other SKUs by the recipe of then',
  'not-counted': 'not counted yet',
};

/** The moment that a line speaks of. */
export function lineMoment(line: HistoryLine): EpochMs {
  return line.kind === 'movement' ? line.movement.at : line.claim.orderedAt;
}

/** What a line is about, and why it counts or does not. */
export function lineText(line: HistoryLine, reserved: ReadonlySet<string>): string {
  if (line.kind === 'movement') {
    const { kind, quantity, by, note } = line.movement;
    const about = [`by ${by}`, note, movementReasons[line.reason]].filter((word) => word !== '');
    return `${kindNames[kind]} ${kind} ${quantity}, ${about.join(', ')}`;
  }
  const { claim, drawn, reason } = line;
  const isReserved = reason === 'ordered-after-count' && reserved.has(claimId(claim));
  const why = isReserved ? 'reserved: not confirmed yet' : claimReasons[reason];
  return `${claim.shop} ${claim.orderNumber}: ${claim.quantity}${drawn > 1 ? ` of ${claim.sku}, each ${drawn}` : ''}, ${why}`;
}

/** A history as a table. */
export function historyTable(
  lines: readonly HistoryLine[],
  reserved: ReadonlySet<string>,
  width: number | null,
): string[] {
  const columns = [
    { title: 'when', of: (line: HistoryLine) => jstText(lineMoment(line)) },
    { title: 'what', flexible: true, of: (line: HistoryLine) => lineText(line, reserved) },
    { title: 'pieces', side: 'right' as const, of: ({ counts }: HistoryLine) => signed(counts) },
    { title: 'free', side: 'right' as const, of: ({ free }: HistoryLine) => String(free ?? '-') },
  ];
  return tableLines(lines, columns, width);
}

/** `+3`, `-2`, `0` */
export function signed(pieces: number): string {
  return pieces > 0 ? `+${pieces}` : String(pieces);
}

/** A line for programs. */
export function historyJson(line: HistoryLine, reserved: ReadonlySet<string>): object {
  const common = {
    at: jstIso(lineMoment(line)),
    kind: line.kind,
    reason: line.reason,
    counts: line.counts,
    free: line.free,
  };
  if (line.kind === 'movement') {
    const { id, kind, quantity, by, note, writtenAt } = line.movement;
    return { ...common, movement: kind, quantity, id, by, note, writtenAt: jstIso(writtenAt) };
  }
  const { shop, orderNumber, lineId, sku, quantity } = line.claim;
  const isReserved = reserved.has(claimId(line.claim));
  return { ...common, shop, orderNumber, lineId, sku, quantity, drawn: line.drawn, reserved: isReserved };
}
