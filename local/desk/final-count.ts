import { setTimeout as wait } from 'node:timers/promises';
import { holdingPause, type MallName, type Shop } from '../../core/model/index.ts';
import type { TableName } from '../../journal/index.ts';
import type { Cloud } from '../cloud.ts';
import { isSetAside } from '../view/frame.ts';
import type { DeskMall } from './desk-mall.ts';
import type { Count, Figures, MallsAtRest, NotMissing } from './figures.ts';
import type { RunJournal } from './run-journal.ts';
import { bookedOrders, shelvesOf } from './shelves.ts';
import type { WatchedShops } from './watch-shops.ts';

const tables: readonly TableName[] = ['Shops', 'Orders', 'Stock', 'Revisions', 'Control', 'Pushes', 'Listings'];

/** Last rounds after the mall's clock was stopped: the first lists what was placed last, more are for work left over. */
const lastRoundsMax = 10;

/** How long queues are waited for after each of them, by the machine's clock. */
const workOffMs = 5_000;
const lookEveryMs = 50;

/**
 * Brings a run to a state that can be counted: no more orders come, what the malls list was looked at once more and brought to the other
 * malls, and then nothing runs any more.
 */
export async function bringToRest(
  cloud: Cloud,
  malls: readonly DeskMall[],
  isComplete: () => boolean | Promise<boolean>,
): Promise<void> {
  for (const mall of malls) mall.freeze();
  cloud.holdSchedules();
  for (let round = 0; malls.length > 0 && round < lastRoundsMax && (round === 0 || !(await isComplete())); round += 1) {
    await cloud.runSchedulesNow();
    await workOff(cloud);
  }
  await cloud.settle();
}

/**
 * The shops of which more can be brought over now: not those at a mall that is broken, nor those that a pause holds, for which every last round
 * would be made, and none help. The next start goes on with them.
 */
export function reachableShops(
  { shops, pauses }: Pick<WatchedShops, 'shops' | 'pauses'>,
  malls: readonly { readonly name: MallName; readonly control: Pick<DeskMall['control'], 'faults'> }[],
  nowMs: number,
): Shop[] {
  const broken = malls.filter(({ control }) => control.faults().length > 0).map(({ name }) => name);
  return shops.filter((shop) => !broken.includes(shop.mall) && holdingPause(pauses, shop, nowMs) === null);
}

/** The shops whose import waits for a person who paused it. */
export function shopsPausedByPeople({ shops, pauses }: Pick<WatchedShops, 'shops' | 'pauses'>, nowMs: number): Shop[] {
  const manual = pauses.filter(({ cause }) => cause === 'manual');
  return shops.filter((shop) => holdingPause(manual, shop, nowMs) !== null);
}

/** Waits until the queues that functions work on are empty. Does not wait for messages that are to be looked at later. */
async function workOff(cloud: Cloud): Promise<void> {
  const end = performance.now() + workOffMs;
  const isEmpty = async (): Promise<boolean> =>
    Object.entries(await cloud.queueDepths()).every(
      ([name, { visible, inFlight }]) => isSetAside(name) || visible + inFlight === 0,
    );
  while (!(await isEmpty()) && performance.now() < end) await wait(lookEveryMs);
}

/** What a run came to. */
export interface FinalCount {
  readonly figures: Figures;
  /** What of `missing` is known to be not lost; of real malls only what is set aside. */
  readonly notMissing: NotMissing;
}

/** Counts a run that is at rest, and writes into the journal what was counted. */
export async function countRun(options: {
  readonly cloud: Cloud;
  readonly malls: readonly DeskMall[];
  readonly journal: RunJournal | null;
  readonly watched: Pick<WatchedShops, 'shops' | 'pauses'>;
  readonly count: Count;
  readonly runAt: number;
  readonly now: number;
  readonly calls: MallsAtRest['calls'];
  readonly pushes: number;
}): Promise<FinalCount> {
  const { cloud, malls, journal, watched, count, runAt, now, calls, pushes } = options;
  for (const table of tables) {
    for await (const item of cloud.readTable(table)) {
      count.takeRow(table, item);
      journal?.row(now, table, item);
    }
  }
  const [first] = malls;
  if (first === undefined)
    return { figures: count.figures(runAt, null), notMissing: { setAside: count.setAside(null), paused: 0 } };
  journal?.books(malls);
  const [orders, shelves] = [bookedOrders(malls), shelvesOf(malls)];
  const atRest = { orders, shelves, now: first.control.nowMs(), calls, pushes };
  const paused = new Set(shopsPausedByPeople(watched, now).map(({ key }) => key));
  const notMissing = { setAside: count.setAside(atRest), paused: count.paused(atRest, (shop) => paused.has(shop)) };
  return { figures: count.figures(runAt, atRest), notMissing };
}
