import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { Finding } from '../../laws/finding.ts';
import { brokenStockLaws, type ShownListing, type StockEnd } from '../../laws/stock.ts';
import type { SoldLine } from '../../laws/stock-levels.ts';
import { memoryPorts } from '../../memory/index.ts';
import { listingId } from '../../worlds/stock-watch.ts';
import type { StockScene } from './scene.ts';
import type { SkuWorld } from './world.ts';

/* The shapes of the laws of stock, filled from a scene: the malls' books, the events of its orders, and what people said. No row is read. */

/** A line of an order as its mall had it in the course of a scene. */
interface SeenLine {
  readonly order: string;
  readonly item: string;
  readonly named: string | undefined;
  orderedAt: number;
  wasMisdated: boolean;
  units: { readonly from: number; readonly units: number }[];
}

/** What of a scene is gone when it ends. */
export interface SceneNotes {
  readonly lines: Map<string, SeenLine>;
  /** When events said that an order was read, by `<shop> <order number>`. */
  readonly readAt: Map<string, number[]>;
  /** What an item was listed as when its order was first announced, by `<shop> <order number> <item>`. */
  readonly skuAtFirst: Map<string, string | undefined>;
}

/** Begins to note what the laws need, before the first order is there. */
export function noteForLaws(world: SkuWorld): SceneNotes {
  const notes: SceneNotes = { lines: new Map(), readAt: new Map(), skuAtFirst: new Map() };
  for (const { control } of world.malls) {
    const functions = control as unknown as Record<string, (...asked: readonly unknown[]) => unknown>;
    for (const [name, work] of Object.entries(functions).filter(([, one]) => typeof one === 'function')) {
      functions[name] = (...asked) => {
        const result = work.apply(control, [...asked]);
        if (changing.test(name)) look(world, notes, name === 'splitOrder');
        if (name === 'spoilOrder') misdate(notes, String(asked[0]));
        return result;
      };
    }
  }
  const { accepted } = world.store;
  const push = accepted.push.bind(accepted);
  accepted.push = (...all) => {
    for (const { shop, orderNumber } of all) {
      const order = `${shop} ${orderNumber}`;
      notes.readAt.set(order, [...(notes.readAt.get(order) ?? []), world.time.now()]);
      look(world, notes);
      for (const { item } of [...notes.lines.values()].filter((line) => line.order === order)) {
        const name = `${order} ${item}`;
        const sku = world.stockWatch.goods.listings.get(listingId(shop, item))?.sku;
        if (!notes.skuAtFirst.has(name)) notes.skuAtFirst.set(name, sku);
      }
    }
    return push(...all);
  };
  return notes;
}

/** From now on an order bears another date, until it is mended. */
function misdate({ lines }: SceneNotes, orderNumber: string): void {
  for (const line of lines.values()) if (line.order.endsWith(` ${orderNumber}`)) line.wasMisdated = true;
}

/** What changes an order by its name. */
const changing = /order|refund/i;

/** Looks at all lines; with `isSplit`, just after an order was split: its parts hold what it held until then. */
function look({ malls, time }: SkuWorld, { lines }: SceneNotes, isSplit = false): void {
  const there = new Set<string>();
  const known = new Set([...lines.values()].map(({ order }) => order));
  for (const { at, shop } of malls) {
    for (const { orderNumber, orderedAt, lines: ofOrder } of at.orders(shop.code, 0)) {
      for (const { lineId, item, sku: named, units } of ofOrder) {
        const name = `${shop.key} ${orderNumber} ${lineId}`;
        there.add(name);
        const seen = lines.get(name);
        const order = `${shop.key} ${orderNumber}`;
        if (seen === undefined) {
          // A line that comes to an order held nothing before.
          const added = known.has(order) || isSplit ? [{ from: time.now(), units }] : [];
          const first = { from: Number.NEGATIVE_INFINITY, units: added.length > 0 ? 0 : units };
          lines.set(name, { order, item, named, orderedAt, wasMisdated: false, units: [first, ...added] });
        } else {
          seen.orderedAt = orderedAt;
          if (seen.units.at(-1)?.units !== units) seen.units.push({ from: time.now(), units });
        }
      }
    }
  }
  for (const [name, seen] of lines)
    if (!there.has(name) && seen.units.at(-1)?.units !== 0) seen.units.push({ from: time.now(), units: 0 });
}

/** Everything that the laws of stock find once all orders were read; what only the night can set right is judged in the morning. */
export async function unlawfulInScene(scene: StockScene, notes: SceneNotes, isMorning: boolean): Promise<Finding[]> {
  const { world } = scene;
  const { merchant } = world.stockWatch.goods;
  look(world, notes);
  const reported = new Set((await memoryPorts(world.store).stock.oversoldSkus(merchant)).map(({ sku }) => sku));
  const end = { ...endOf(scene, notes), reported };
  const { drifted, refused } = world.stockWatch;
  const isJudged = ({ shop, item }: ShownListing): boolean => {
    const id = `${shop}\n${item}`;
    return isMorning || !(drifted.has(id) || refused.has(id));
  };
  return brokenStockLaws({ ...end, listings: end.listings.filter(isJudged) });
}

function endOf({ world, wished }: StockScene, notes: SceneNotes): StockEnd {
  const { goods } = world.stockWatch;
  return {
    movements: goods.movements.map(({ sku, at, kind, quantity }) => ({
      ...{ sku, at, quantity, kind: kind === 'counted' ? kind : 'moved' },
    })),
    lines: [...notes.lines.values()].map((line) => soldLine(notes, line)),
    recipes: goods.recipes,
    buffers: goods.buffers,
    lateMs: 20 * minuteMs + (world.ways.wrongClocks ? hourMs : 0),
    listings: [...goods.listings].map(([id, { shop, item, sku, terms, highest }]) => {
      const said = wished.get(id) ?? { sku, terms };
      const mall = world.malls.find((one) => one.shop.key === shop.key);
      return {
        ...{ shop: shop.key, item, sku: said.sku, terms: { ...said.terms, highest } },
        ...{ level: mall?.at.level(shop.code, item) ?? null, isRefused: false },
      };
    }),
    calls: [],
    areClocksRight: false,
    reported: new Set(),
  };
}

/** A line stands for what its item was listed as when its order came, or else for what it names. */
function soldLine({ readAt, skuAtFirst }: SceneNotes, line: SeenLine): SoldLine {
  const { order, item, named, orderedAt, wasMisdated, units } = line;
  const sku = skuAtFirst.get(`${order} ${item}`) ?? named ?? item;
  return { sku, orderedAt, wasMisdated, held: units, readAt: readAt.get(order) ?? [] };
}
