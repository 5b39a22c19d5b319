import { eachLimited } from '../../core/kernel/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { callWorkers, decideFacts, writeMovement } from '../../core/stock/index.ts';
import { prng, seedOf } from '../../simulator/index.ts';
import type { DeskMall } from './desk-mall.ts';
import { type Ware, waresOf } from './shelves.ts';

const writesAtOnce = 16;
const by = 'ops:desk';
/** Pieces on the shelf of each SKU when it is counted. */
const shelf = { least: 30, most: 70 } as const;

/**
 * Lists what merchants sell at several simulated malls and counts their shelves, as people do with `ops listings import` and
 * `ops stock set`; what is listed or counted already stays. The malls follow: at each opens every item with 100 pieces.
 */
export async function openStock(ports: Ports, malls: readonly DeskMall[]): Promise<void> {
  const wares = waresOf(malls);
  const seed = malls[0]?.seed ?? 0;
  if (wares.length === 0) return;
  const runId = ports.random.id();
  const terms = { linked: true, buffer: 0, cap: null, floor: null } as const;
  await eachLimited(wares, writesAtOnce, async ({ merchant, sku, shop, item }) => {
    await decideFacts(ports, { merchant, sku, shop, item, ...terms }, runId);
  });
  const bySku = [...Map.groupBy(wares, ({ merchant, sku }) => `${merchant}\n${sku}`).values()];
  await eachLimited(bySku, writesAtOnce, async ([ware]) => {
    if (ware !== undefined) await countShelf(ports, ware, seed);
  });
  for (const [merchant, own] of Map.groupBy(wares, (ware) => ware.merchant))
    await callWorkers(ports, { merchant, skus: [...new Set(own.map(({ sku }) => sku))] });
}

async function countShelf(ports: Ports, { merchant, sku }: Ware, seed: number): Promise<void> {
  const entries = await ports.stock.entries(merchant, sku);
  if (entries.some((entry) => entry.kind === 'movement' && entry.movement.kind === 'counted')) return;
  const now = ports.clock.now();
  await writeMovement(ports, {
    merchant,
    sku,
    at: now,
    id: 'first count',
    kind: 'counted',
    quantity: prng(seedOf(seed, 'shelf', merchant, sku)).int(shelf.least, shelf.most),
    by,
    note: '',
    writtenAt: now,
  });
}
