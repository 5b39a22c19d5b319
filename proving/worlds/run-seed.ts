import type { Shop } from '../../core/model/shop.ts';
import type { CellCounts } from '../coverage/cells.ts';
import { createWorld } from './create-world.ts';
import { type Edition, keptBy } from './edition.ts';
import { type FaultCounts, faultKinds } from './fault-kinds.ts';
import { brokenInvariants } from './invariants.ts';
import type { Keeper } from './kept-draws.ts';
import { unlawful } from './laws-of-world.ts';
import type { Exchange } from './mall-transport.ts';
import { type StockCounts, stockCountsOf } from './stock-figures.ts';
import { play } from './story.ts';
import type { World } from './world.ts';
import { createWorldJournal } from './world-journal.ts';

/** How one seed ended. */
export interface SeedResult {
  readonly seed: number;
  /** What is broken, in words; empty when everything holds. */
  readonly broken: readonly string[];
  readonly counts: FaultCounts;
  readonly virtualMs: number;
  readonly orders: number;
  /** Null in a world without stock. */
  readonly stock: StockCounts | null;
  /** Which fault met which call or write; null where that was not counted. */
  readonly cells: CellCounts | null;
  readonly trace: readonly string[];
  readonly world: World;
}

/** The least that a seed must do to count as a test. */
const least = { shops: 3, orders: 200, faults: 5 };

/** Lets one seed's world happen and checks it; with `laws` by the laws alone. `keeper` writes down what chance says, or says it. */
export function runSeed(
  seed: number,
  { keeper, ...options }: Parameters<typeof runNow>[1] & { readonly keeper?: Keeper } = {},
): Promise<SeedResult> {
  return keeper === undefined ? runNow(seed, options) : keptBy(keeper, () => runNow(seed, options));
}

async function runNow(
  seed: number,
  options: { trace?: boolean; edition?: Edition; journal?: string; laws?: boolean; coverage?: boolean },
): Promise<SeedResult> {
  const { journal: path, ...ways } = options;
  const journal = path === undefined ? null : createWorldJournal(path, seed);
  const onExchange = (exchange: Exchange, shop: Shop): void => journal?.exchange(exchange, shop);
  const world = await createWorld(seed, { ...ways, onExchange });
  journal?.begin(world);
  await play(world);
  await journal?.end(world);
  const books = world.rms.control.books();
  const orders = books.shops.reduce((sum, shop) => sum + shop.orders.length, 0);
  const applied = faultKinds.reduce((sum, kind) => sum + world.counts[kind], 0);
  const broken = options.laws ? await unlawful(world) : brokenInvariants(world);
  if (world.shops.length < least.shops)
    broken.push(`the world has ${world.shops.length} shops, ${least.shops} are the least`);
  if (orders < least.orders) broken.push(`the world has ${orders} orders, ${least.orders} are the least`);
  if (applied < least.faults) broken.push(`the world has ${applied} applied faults, ${least.faults} are the least`);
  return {
    seed,
    broken,
    counts: world.counts,
    virtualMs: world.time.now() - world.start,
    orders,
    stock: stockCountsOf(world),
    cells: world.coverage?.counts() ?? null,
    trace: world.trace,
    world,
  };
}
