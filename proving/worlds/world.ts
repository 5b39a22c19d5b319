import { hourMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import { defaultImportSettings, type ImportSettings } from '../../core/session/import-settings.ts';
import type { RmsSimulator } from '../../simulator/rms/index.ts';
import type { MemoryLog, MemoryStore } from '../memory/index.ts';
import type { CoverageWatch } from './coverage-watch.ts';
import type { Draw, Draws, Word } from './draws.ts';
import type { Glances } from './glances.ts';
import type { Exchange } from './mall-transport.ts';
import type { WatchedMorning } from './morning-watch.ts';
import type { OutageWatch, Role, WatchedRun } from './outage-watch.ts';
import type { Outages } from './outages.ts';
import type { SimulatedProcess } from './process.ts';
import type { StatusWatch } from './status-watch.ts';
import type { Statuses } from './statuses.ts';
import type { StockWatch } from './stock-watch.ts';
import type { Stocks } from './stocks.ts';
import { latestAppearanceMs, type Swarm } from './swarm.ts';
import type { Storm, WorldMalls } from './world-mall.ts';

/** One seed's world: a mall, some shops, the tables, and processes that come and go. */
export interface World extends WorldMalls, Storm {
  readonly swarm: Swarm;
  /** The outages of this world and who watches them; null in a world that has none. */
  readonly outages: Outages | null;
  readonly watch: OutageWatch;
  /** The changes that are wanted in this world and who watches them; null in a world in which none are. */
  readonly statuses: Statuses | null;
  readonly statusWatch: StatusWatch | null;
  /** Who watches changes at the malls beside RMS; null in a world in which none are wanted there. */
  readonly changesBeside: StatusWatch | null;
  /** What is done with stock in this world and who watches it; null in a world in which nothing is. */
  readonly stocks: Stocks | null;
  readonly stockWatch: StockWatch | null;
  /** The glances of this world; null in a world without. */
  readonly glances: Glances | null;
  /** What was written of mornings; null in a world whose merchants have no digests. */
  readonly mornings: WatchedMorning[] | null;
  /** Who counts which fault met what; null where nobody does. */
  readonly coverage: CoverageWatch | null;
  readonly draws: Draws;
  /** The chance of a run that begins now: of the next one of a kind. */
  turn(...kind: readonly Word[]): Draw;
  readonly rms: RmsSimulator;
  readonly store: MemoryStore;
  readonly shops: readonly Shop[];
  readonly trace: string[];
  /** What every process logged. */
  readonly logs: MemoryLog[];
  /** Errors no process may ever end with. */
  readonly unexpected: string[];
  /** False once the story is over: nothing breaks any more. */
  stormy: boolean;
  /** When that was. */
  calmSince: number | null;
  /** How many shards the latest deployment has. */
  shards: number;
  /** The scheduled runs that are under way, by the name of their process. */
  readonly running: Map<string, WatchedRun>;
  /** The shop of which the store refuses every row, until that is over; null where no shop ever was. */
  refusedShop: { readonly key: Shop['key']; readonly isOver: boolean } | null;
  /** True while our own network is broken. */
  cutOff: boolean;
  /** Its clock is wrong by chance, or by `skewMs`; `run` is its first run. */
  startProcess(role?: Role, skewMs?: number, run?: Draw): SimulatedProcess;
  /** Adds a shop, in any shard. */
  addShop(shard: number): Promise<Shop>;
  /** Imports a span of a shop by hand, as `act` has it. */
  importByHand(shop: Shop, span: { from: number; to: number }, skewMs?: number, act?: Draw): void;
  note(line: string): void;
  noteCall(shop: Shop, exchange: Exchange): void;
}

/** What of a world its processes need, in whatever story: in scenes, too. */
export type Workplace = Pick<
  World,
  'time' | 'store' | 'turn' | 'counts' | 'unexpected' | 'stormy' | 'note' | 'startProcess'
> & { readonly swarm: Pick<Swarm, 'killChance' | 'freshChance' | 'dueAtOnce'> };

/** The present minute, as a part of a name. */
export function minuteOf({ time }: Pick<World, 'time'>): string {
  return new Date(time.now()).toISOString().slice(5, 16);
}

/** Settings of the simulated system: production's, except where a small world would never come to a limit. */
export function settingsOf({
  swarm,
  stocks,
  glances,
  stormy,
}: Pick<Workplace, 'swarm' | 'stormy'> & {
  readonly stocks: Pick<Stocks, 'foldAfterMs'> | null;
  readonly glances?: Glances | null;
}): ImportSettings {
  const { foldAfterMs } = stocks ?? defaultImportSettings;
  const warmPercent = glances && stormy ? defaultImportSettings.warmPercent : 0;
  return { ...defaultImportSettings, warmPercent, dueAtOnce: swarm.dueAtOnce, foldAfterMs };
}

/** True once the storm is over, what it left is caught up, and what is late has come. */
export function isQuiet({ calmSince, time }: Pick<World, 'calmSince' | 'time'>): boolean {
  return calmSince !== null && time.now() > calmSince + latestAppearanceMs + hourMs;
}
