import { claimId } from './claim.ts';
import type { HistoryLine } from './history.ts';
import type { Movement } from './movement.ts';

/** What a SKU's free pieces are made of: counted + moved − sold − reserved. */
export interface Balance {
  /** The count in force; null while nobody has counted. */
  readonly count: Movement | null;
  /** What came in and was adjusted since, in sum. */
  readonly moved: number;
  /** What order lines took since; fewer than none where more came back. */
  readonly sold: number;
  /** Of orders that nobody has confirmed yet. */
  readonly reserved: number;
  /** Order lines that hold what is sold, and what is reserved. */
  readonly lines: { readonly sold: number; readonly reserved: number };
}

/** Sums a history up; `reserved` are the claims of unconfirmed orders, by `claimId`. */
export function balanceOf(history: readonly HistoryLine[], reserved: ReadonlySet<string>): Balance {
  let count: Movement | null = null;
  let moved = 0;
  const taken = { sold: 0, reserved: 0 };
  const lines = { sold: 0, reserved: 0 };
  for (const line of history) {
    if (line.kind === 'movement') {
      if (line.reason === 'in-force') count = line.movement;
      else moved += line.counts;
      continue;
    }
    const which = reserved.has(claimId(line.claim)) ? 'reserved' : 'sold';
    taken[which] -= line.counts;
    if (line.counts !== 0) lines[which]++;
  }
  return { count, moved, ...taken, lines };
}
