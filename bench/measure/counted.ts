import type { CountedPart } from '../figures.ts';
import type { Bundles } from '../function/bundles.ts';
import { type Backlog, measureBacklog } from './backlog.ts';
import { type IdlePoll, measureIdlePoll } from './idle-poll.ts';
import { rounded } from './statistics.ts';
import { measureOrderUnits, type OrderUnits } from './write-units.ts';

/** Says what is being measured. */
export type Tell = (what: string) => void;

/** Everything that is counted, and what it was counted from. */
export interface Counted {
  readonly part: CountedPart;
  readonly backlogs: readonly Backlog[];
  readonly idle: IdlePoll;
  readonly order: OrderUnits;
}

/** Around the edges of a page and of a read, and of what a run may call. */
export const quickBacklogs = [1, 99, 1_000, 1_001, 2_001] as const;
export const allBacklogs = [...quickBacklogs, 100, 999, 2_500, 5_000, 15_000] as const;

/** Counts requests of the deployed functions. */
export async function measureCounted(bundles: Bundles, backlogSizes: readonly number[], tell: Tell): Promise<Counted> {
  const backlogs: Backlog[] = [];
  for (const orders of backlogSizes) {
    tell(`a backlog of ${orders.toLocaleString('en')} orders`);
    backlogs.push(await measureBacklog(bundles, orders));
  }
  tell('an idle poll of 1,000 shops');
  const idle = await measureIdlePoll(bundles);
  tell('new orders, write by write');
  const order = await measureOrderUnits(bundles);
  return { part: partOf(bundles, backlogs, idle, order), backlogs, idle, order };
}

function partOf(bundles: Bundles, backlogs: readonly Backlog[], idle: IdlePoll, order: OrderUnits): CountedPart {
  return {
    import: {
      rmsCallsOverFloor: rounded(Math.max(...backlogs.map(({ rmsCalls, floor }) => rmsCalls / floor)), 3),
      idlePoll: {
        rmsCalls: idle.rmsCalls,
        reads: rounded(idle.readsARun / idle.shops, 4),
        writes: rounded(idle.writesARun / idle.shops, 4),
        logLines: idle.logLines,
        kmsCalls: Math.max(idle.kmsCalls.first, idle.kmsCalls.later),
      },
      writeUnitsPerOrderRow: rounded(order.row, 2),
      writeUnitsPerNewOrder: rounded(order.alone, 2),
      writeUnitsPerSeenOrder: rounded(order.seenAgain, 3),
    },
    bundleKb: Object.fromEntries(bundles.all.map(({ name, bytes }) => [name, rounded(bytes / 1_000, 1)])),
  };
}
