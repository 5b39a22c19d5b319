import type { TableName } from '../../journal/index.ts';
import type { Cloud } from '../../local/cloud.ts';
import type { DeskMall, DeskYahoo } from './desk-mall.ts';
import type { Count, Figures, MallsAtRest } from './figures.ts';
import type { RunJournal } from './run-journal.ts';
import { bookedOrders, type Malls, shelvesOf } from './shelves.ts';

const tables: readonly TableName[] = ['Shops', 'Orders', 'Stock', 'Revisions', 'Control', 'Pushes', 'Listings'];

/** Last rounds after the mall's clock was stopped: the first lists what was placed last, more are for work left over. */
const lastRoundsMax = 10;

/**
 * Brings a run to a state that can be counted: no more orders come, nothing runs by itself, and what the mall lists was looked
 * at once more.
 */
export async function bringToRest(
  cloud: Cloud,
  { mall, yahoo }: { readonly mall: DeskMall | null; readonly yahoo: DeskYahoo | null },
  isComplete: () => boolean | Promise<boolean>,
): Promise<void> {
  mall?.freeze();
  yahoo?.freeze();
  await cloud.settle();
  if (mall === null) return;
  for (let round = 0; round < lastRoundsMax && (round === 0 || !(await isComplete())); round += 1)
    await cloud.runSchedulesNow();
}

/** Counts a run that is at rest, and writes into the journal what was counted. */
export async function countRun(options: {
  readonly cloud: Cloud;
  readonly malls: Malls;
  readonly journal: RunJournal | null;
  readonly count: Count;
  readonly runAt: number;
  readonly now: number;
  readonly calls: MallsAtRest['calls'];
}): Promise<Figures> {
  const { cloud, malls, journal, count, runAt, now, calls } = options;
  for (const table of tables) {
    for await (const item of cloud.readTable(table)) {
      count.takeRow(table, item);
      journal?.row(now, table, item);
    }
  }
  if (malls.mall === null) return count.figures(runAt, null);
  journal?.books(malls);
  const [orders, shelves] = [bookedOrders(malls), shelvesOf(malls)];
  return count.figures(runAt, { orders, shelves, now: malls.mall.control.nowMs(), calls });
}
