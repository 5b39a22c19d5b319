import type { Ports } from '../../core/ports/index.ts';
import { readLevels } from '../../core/stock/index.ts';
import type { DeskMall, DeskYahoo } from './desk-mall.ts';
import { type Ware, waresOf } from './goods.ts';
import type { SetCall } from './set-calls.ts';
import type { StockStandings } from './stock-standing.ts';

/** What the tour sees of stock. */
export interface StockScene {
  readonly ports: Pick<Ports, 'stock'>;
  readonly mall: DeskMall;
  readonly yahoo: DeskYahoo;
  readonly listings: StockStandings;
  /** Calls so far that set levels at RMS. */
  setAtRms(): readonly SetCall[];
}

/** Pieces that are sold a second time. */
const twice = 2;

/** Sells at Yahoo all that is left of an item, and some of it at RMS, which is down and cannot be updated. Null if no shop has stock. */
export async function sellTwice({ ports, mall, yahoo }: StockScene): Promise<Ware | null> {
  const wares = waresOf(mall, yahoo);
  const [ware, there] = wares;
  if (ware === undefined || there === undefined) return null;
  const free = (await readLevels(ports.stock, ware.merchant, [ware.sku])).get(ware.sku)?.free ?? 0;
  const [manageNumber, variantId] = ware.item.split('/');
  const [itemCode, subCode = ''] = there.item.split(':');
  const code = ware.merchant;
  yahoo.act('add-orders', { sellerId: code, kind: 'plain', lines: [{ itemCode, subCode, units: Math.max(1, free) }] });
  mall.act('add-orders', { shopUrl: code, kind: 'plain', lines: [{ manageNumber, variantId, units: twice }] });
  return ware;
}

/** How many listings of RMS are held. */
export async function heldAtRms({ mall, listings }: StockScene): Promise<number> {
  await listings.read();
  return mall.control.shops().reduce((sum, { shopUrl }) => sum + (listings.of(`rms#${shopUrl}`)?.held ?? 0), 0);
}

/**
 * Looks whether of each shop of RMS there was a moment since the first look at which none of its listings waited or was held. Not of all
 * at one moment: buyers go on buying, and on a slow machine something always waits somewhere.
 */
export function followSteps({ mall, listings }: StockScene): () => Promise<boolean> {
  const inStep = new Set<string>();
  return async () => {
    await listings.read();
    const shops = mall.control.shops();
    for (const { shopUrl } of shops) {
      const { held, waiting } = listings.of(`rms#${shopUrl}`) ?? { held: 0, waiting: 0 };
      if (held + waiting === 0) inStep.add(shopUrl);
    }
    return inStep.size === shops.length;
  };
}

/** The levels sent to RMS since it came back; `before` is the number of calls until then. */
export function toldText({ setAtRms }: StockScene, before: number): string {
  const calls = setAtRms().slice(before);
  const told = calls.flatMap(({ shop, levels }) => levels.map(({ item }) => `${shop} ${item}`));
  const items = new Set(told).size;
  const again = told.length - items;
  const words = again === 0 ? 'each once' : `${again} of them again, after a sale since then`;
  return `Stock is in step: ${calls.length} calls gave ${items} items of RMS the level of now, ${words}. No level of the outage was sent.`;
}
