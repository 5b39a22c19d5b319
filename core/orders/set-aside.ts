import type { OrderKey } from '../ports/orders.ts';
import type { EpochMs } from '../units.ts';
import { eachRow } from './lasting.ts';
import type { Round } from './visit-shops.ts';

/** A due row as a sweep has seen it. */
export interface SeenDue extends OrderKey {
  readonly version: number;
  readonly dueAt: EpochMs;
}

/**
 * Lets due rows that cannot be dealt with at present rest for a while, behind all others that are due. A row that somebody
 * has dealt with since it was seen stays as it is.
 */
export async function setAside(
  { ports, settings }: Pick<Round, 'ports' | 'settings'>,
  rows: readonly SeenDue[],
): Promise<void> {
  const until = ports.clock.now() + settings.setAsideMs;
  await eachRow(rows, settings.writesAtOnce, async (row) => {
    await ports.orders.setAside(row, until);
  });
}
