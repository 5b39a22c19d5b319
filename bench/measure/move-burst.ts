import { eachLimited, inChunks, secondMs } from '../../core/kernel/index.ts';
import { type Prng, prng } from '../../simulator/index.ts';
import { unitsRead, unitsWritten } from '../cloud/record.ts';
import { slowSpeed } from '../cloud/slow-clock.ts';
import type { MallCall } from '../far-side/two-malls.ts';
import { type BenchMall, benchMalls } from '../far-side/two-malls.ts';
import type { Bundles } from '../function/bundles.ts';
import { type ListedSku, openStockWorld, type StockWorld } from './stock-world.ts';
import { workOff } from './work-off.ts';

/** What a burst of moves took, from the messages of the imports until the level of every listing was sent. */
export interface MoveBurst {
  readonly moves: number;
  /** All calls to malls, those of the imports before a push among them. */
  readonly mallCalls: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Those of the imports among them. */
  readonly messages: number;
  readonly drains: Readonly<Record<BenchMall, Drain>>;
}

/** How the levels of one mall's listings were sent. */
export interface Drain {
  /** Calls for stock. */
  readonly calls: number;
  /** The fewest that could do it: full batches, each read before where the mall wants that. */
  readonly floor: number;
  /** From the first call that sets until the last listing is acknowledged, by the clock of mall and function. Each call has its slot of the rate. */
  readonly ms: number;
  /** What the rate of the calls that set allows, in full batches. */
  readonly floorMs: number;
}

/** Orders of one reading: their SKUs are named together. */
const ordersABatch = 100;
/** Lines that are put into the ledger side by side. */
const writesAtOnce = 16;
const setCalls: Readonly<Record<BenchMall, string>> = { rms: 'bulk-upsert', yahoo: 'setStock' };
const readCalls: Readonly<Record<BenchMall, string>> = { rms: 'bulk-get', yahoo: 'getStock' };

/**
 * Puts order lines into the ledger as imports leave them, half of them a mall's, in rounds in which each SKU comes once, and sends
 * the messages of the imports. Only then the deployed function works on them. Throws when the level of a listing is not sent in the end.
 */
export async function measureMoveBurst(bundles: Bundles, moves: number, skus: number): Promise<MoveBurst> {
  const stock = await openStockWorld(bundles, slowSpeed, () =>
    Array.from({ length: skus }, (_, index) => numbered(index)),
  );
  const { world, malls } = stock;
  const { record } = world.services;
  const bundle = bundles.withEveryMall('sync-stock');
  try {
    const fn = await world.start(bundle);
    malls.enforceRates();
    record.clear();
    await bringIn(stock, moves);
    const { messages: sent } = record;
    const messagesARun = bundle.gathering?.messagesMax ?? 1;
    record.clear();
    await workOff(world, fn, {
      queue: 'stock',
      messagesARun,
      limitMs: bundle.timeoutMs / slowSpeed,
    });
    return {
      moves,
      mallCalls: malls.calls.length,
      writeUnits: unitsWritten(record.requests),
      readUnits: unitsRead(record.requests),
      messages: sent + record.messages,
      drains: { rms: await drainOf(stock, 'rms'), yahoo: await drainOf(stock, 'yahoo') },
    };
  } finally {
    await stock.stop();
  }
}

function numbered(index: number): ListedSku {
  const sku = `sku-${String(index).padStart(5, '0')}`;
  return { sku, items: { rms: `${sku}/${sku}`, yahoo: sku } };
}

/** Claims and marks of one batch of orders after the other, and their message. */
async function bringIn({ world, merchant, shops, skus, now }: StockWorld, moves: number): Promise<void> {
  const chance = prng(17);
  const rounds = Array.from({ length: Math.ceil(moves / skus.length) }, () => shuffled(skus, chance));
  const lines = rounds.flat().slice(0, moves);
  for (const [index, batch] of inChunks(lines, ordersABatch).entries()) {
    const shop = shops[benchMalls[index % benchMalls.length] ?? 'rms'];
    await eachLimited([...batch.entries()], writesAtOnce, async ([place, { sku }]) => {
      const orderNumber = `370001-20261124-${String(index * ordersABatch + place).padStart(10, '0')}`;
      const at = now();
      const claim = { merchant, sku, shop: shop.key, orderNumber, lineId: '1', orderedAt: at - 5 * secondMs };
      await world.uncounted.stock.putClaim({ ...claim, quantity: 1, version: at, writer: 'bench' });
      await world.uncounted.stock.markDirty(merchant, sku, at);
    });
    const named = batch.map(({ sku }) => sku);
    await world.ports.stockQueue.spread(shop.key, merchant, named);
  }
}

function shuffled(skus: readonly ListedSku[], chance: Prng): ListedSku[] {
  const drawn = skus.map((sku) => ({ sku, place: chance.next() }));
  return drawn.sort((one, other) => one.place - other.place).map(({ sku }) => sku);
}

async function drainOf({ world, malls, shops, listings }: StockWorld, mall: BenchMall): Promise<Drain> {
  const rows = (await listings()).filter(({ shop }) => shop === shops[mall].key);
  const unpublished = rows.find(({ dueAt, claim, acked }) => {
    return dueAt !== undefined || claim !== undefined || acked?.fingerprint === 'as it was counted';
  });
  if (unpublished) throw new Error(`The level of ${unpublished.item} was not sent to ${unpublished.shop}.`);
  const { setBatch, readBatch, readFirst, callsPerSecond } = world.ports.malls.traits(mall).stock;
  const callsOf = (names: Readonly<Record<BenchMall, string>>): MallCall[] =>
    malls.calls.filter((call) => call.mall === mall && call.name === names[mall]);
  const sets = callsOf(setCalls);
  const [first, last] = [sets[0]?.at ?? 0, sets.at(-1)?.at ?? 0];
  const acknowledgedAt = Math.max(...rows.map(({ acked }) => acked?.at ?? 0));
  const slotMs = secondMs / callsPerSecond.set;
  const fewest = Math.ceil(rows.length / setBatch);
  return {
    calls: sets.length + callsOf(readCalls).length,
    floor: fewest + (readFirst ? Math.ceil(rows.length / readBatch) : 0),
    ms: Math.max(last + slotMs, acknowledgedAt) - first,
    floorMs: fewest * slotMs,
  };
}
