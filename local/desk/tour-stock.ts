import { type Sentence, sentence } from '../../core/kernel/index.ts';
import { type ShopKey, shopKey } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { readLevels } from '../../core/stock/index.ts';
import type { DeskMall } from './desk-mall.ts';
import type { SetCall } from './set-calls.ts';
import { type Ware, waresOf } from './shelves.ts';
import type { StockStandings } from './stock-standing.ts';

/** What the tour sees of stock. */
export interface StockScene {
  readonly ports: Pick<Ports, 'stock'>;
  /** The mall that breaks, and one that goes on selling. */
  readonly broken: DeskMall;
  readonly other: DeskMall;
  readonly listings: StockStandings;
  /** Calls back for every call that sets levels at the mall that breaks. Returns how to stop it. */
  onSetAtBroken(listener: (call: SetCall) => void): () => void;
}

/** Pieces that are sold a second time. */
const twice = 2;

/** Sells at one mall all that is left of an item, and some of it at the broken one, which cannot be updated. Null if no shop has stock. */
export async function sellTwice({ ports, broken, other }: StockScene): Promise<Ware | null> {
  const [ware, there] = waresOf([broken, other]);
  if (ware === undefined || there === undefined) return null;
  const free = (await readLevels(ports.stock, ware.merchant, [ware.sku])).get(ware.sku)?.free ?? 0;
  sell(other, there, Math.max(1, free));
  sell(broken, ware, twice);
  return ware;
}

function sell({ simulator: { words }, act }: DeskMall, { merchant, named }: Ware, units: number): void {
  act('add-orders', { [words.shop]: merchant, kind: 'plain', lines: [{ ...named, units }] });
}

const shopsOf = ({ name, truth }: DeskMall): ShopKey[] => truth.shops().map(({ code }) => shopKey(name, code));

/** How many listings of the broken mall are held. */
export async function heldAtBroken({ broken, listings }: StockScene): Promise<number> {
  await listings.read();
  return shopsOf(broken).reduce((sum, shop) => sum + (listings.of(shop)?.held ?? 0), 0);
}

/**
 * Looks whether of each shop of the mall that was broken there was a moment since the first look at which none of its listings waited or was held. Not of all
 * at one moment: buyers go on buying, and on a slow machine something always waits somewhere.
 */
export function followSteps({ broken, listings }: StockScene): () => Promise<boolean> {
  const inStep = new Set<string>();
  return async () => {
    await listings.read();
    const shops = shopsOf(broken);
    for (const shop of shops) {
      const { held, waiting } = listings.of(shop) ?? { held: 0, waiting: 0 };
      if (held + waiting === 0) inStep.add(shop);
    }
    return inStep.size === shops.length;
  };
}

/** The levels sent to the mall since it came back, by these calls. */
export function toldText({ broken }: Pick<StockScene, 'broken'>, calls: readonly SetCall[]): Sentence {
  const told = calls.flatMap(({ shop, levels }) => levels.map(({ item }) => `${shop} ${item}`));
  const items = new Set(told).size;
  const again = told.length - items;
  const words = again === 0 ? sentence`each once` : sentence`${again} of them again, after a sale since then`;
  return sentence`Stock is in step: ${calls.length} calls gave ${items} items of ${broken.simulator.played.shortTitle} the level of now, ${words}. No level of the outage was sent.`;
}
