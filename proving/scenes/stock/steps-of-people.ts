import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { ListingTerms } from '../../../core/model/listing.ts';
import { type Movement, presentParts } from '../../../core/model/sku.ts';
import { callWorkers } from '../../../core/stock/call-dirty.ts';
import { decideFacts } from '../../../core/stock/check-listing.ts';
import { foldSku } from '../../../core/stock/ledger.ts';
import { writeMovement } from '../../../core/stock/move.ts';
import {
  recipeProblems,
  recipeRows,
  recipeStep,
  type WantedRecipe,
  writeRecipe,
} from '../../../core/stock/recipe-change.ts';
import type { GoodsListing } from '../../worlds/stock-watch.ts';
import { listingId } from '../../worlds/stock-watch.ts';
import { booksOf, freeNow, type StockScene, stockSettings } from './scene.ts';

/** People of the merchant count, move and list: what they do is written down as they say it. */

export async function count(scene: StockScene): Promise<void> {
  const { chance } = scene;
  const sku = pickPlain(scene);
  const free = freeNow(scene, sku) ?? 0;
  const quantity = chance.chance(0.5) ? Math.max(0, free) : chance.int(0, 12);
  await report(scene, { kind: 'counted', sku, quantity, at: someTimeAgo(scene) });
}

export async function receive(scene: StockScene): Promise<void> {
  await report(scene, {
    kind: 'received',
    sku: pickPlain(scene),
    quantity: scene.chance.int(1, 6),
    at: someTimeAgo(scene),
  });
}

export async function adjust(scene: StockScene): Promise<void> {
  await report(scene, {
    kind: 'adjusted',
    sku: pickPlain(scene),
    quantity: scene.chance.int(-3, 2),
    at: someTimeAgo(scene),
  });
}

/** A count is put right: another one of the same moment. */
export async function countOtherwise(scene: StockScene): Promise<void> {
  const counts = scene.world.stockWatch.goods.movements.filter(({ kind }) => kind === 'counted');
  if (counts.length === 0) return;
  const { sku, at } = scene.chance.among(counts, ({ id }) => id);
  await report(scene, { kind: 'counted', sku, quantity: scene.chance.int(0, 12), at });
}

/** A file is read twice; or another report has the number of an earlier one, and is refused. */
export async function reportAgain(scene: StockScene): Promise<void> {
  const { world, chance, tell } = scene;
  const { movements } = world.stockWatch.goods;
  if (movements.length === 0) return;
  const movement = chance.among(movements, ({ id }) => id);
  const other = chance.chance(0.3) ? { quantity: movement.quantity + 1 } : {};
  await world.person(async ({ ports }) => {
    const kind = await writeMovement(ports, { ...movement, ...other }, stockSettings(world));
    if ((kind === 'refused') !== 'quantity' in other)
      world.unexpected.push(`${movement.id} reported again was ${kind}`);
  });
  tell(`${movement.id} is reported again${'quantity' in other ? ', with another quantity' : ''}`);
}

async function report(
  { world, tell }: StockScene,
  movement: Pick<Movement, 'kind' | 'sku' | 'quantity' | 'at'>,
): Promise<void> {
  const { goods } = world.stockWatch;
  const now = world.time.now();
  const { merchant } = goods;
  const id = `${movement.kind}-${goods.movements.length}`;
  const whole: Movement = { ...movement, merchant, id, by: 'ops:hanako', note: '', writtenAt: now };
  goods.movements.push(whole);
  tell(
    `${movement.sku}: ${movement.kind} ${movement.quantity}, ${((now - movement.at) / minuteMs).toFixed(1)} min ago (${id})`,
  );
  await world.person(async ({ ports }) => {
    await writeMovement(ports, whole, stockSettings(world));
    await callWorkers(ports, { merchant, skus: [movement.sku] });
  });
}

function someTimeAgo({ world, chance }: StockScene): number {
  const now = world.time.now();
  return (
    now - chance.pick([0, 0, 0, chance.int(1, 90) * secondMs, chance.int(2, 40) * minuteMs, chance.int(1, 5) * hourMs])
  );
}

/** A set has no pieces of its own. */
function pickPlain({ world, skus, chance }: StockScene): string {
  const { recipes } = world.stockWatch.goods;
  return chance.among(
    skus.filter((sku) => presentParts({ recipes: recipes.get(sku) ?? [] }) === null),
    (sku) => sku,
  );
}

/** What a set is made of changes, now or from an earlier moment on; or it is no set any more. */
export async function changeRecipe(scene: StockScene): Promise<void> {
  const { world, skus, set, chance, tell } = scene;
  const { goods } = world.stockWatch;
  const now = world.time.now();
  const from = now - chance.pick([0, 0, chance.int(1, 30) * minuteMs, chance.int(1, 4) * hourMs]);
  const parts = skus
    .filter((sku) => sku !== set && chance.chance(0.6))
    .map((sku) => ({ sku, needed: chance.pick([1, 1, 2, 3]) }));
  const wanted: WantedRecipe = { set, from, parts };
  let isWritten = false;
  await world.person(async ({ ports }) => {
    const rows = await recipeRows(ports.stock, goods.merchant, [wanted]);
    if (recipeProblems(wanted, [wanted], rows, ports.clock.now()).length > 0) return;
    // Whoever repeats it does not know how far the first try came.
    if (!isWritten && recipeStep(wanted, rows) === 'same') return;
    isWritten = true;
    await writeRecipe(ports.stock, goods.merchant, wanted, ports.clock.now());
    await callWorkers(ports, { merchant: goods.merchant, skus: [set, ...parts.map(({ sku }) => sku)] });
  });
  if (!isWritten) return;
  goods.recipes.set(set, [...(goods.recipes.get(set) ?? []), { from, parts }]);
  const words = parts.map(({ sku, needed }) => `${needed} ${sku}`).join(' and ');
  tell(`${set} is made of ${words || 'nothing'} since ${((now - from) / minuteMs).toFixed(1)} min ago`);
}

export async function changeBuffer(scene: StockScene): Promise<void> {
  const { world, chance, tell } = scene;
  const { goods } = world.stockWatch;
  const [sku, buffer] = [chance.pick(scene.skus), chance.int(0, 3)];
  goods.buffers.set(sku, buffer);
  tell(`${buffer} of ${sku} are kept back`);
  await world.person(async ({ ports }) => {
    await ports.stock.changeSku(goods.merchant, sku, { buffer }, ports.clock.now());
    await callWorkers(ports, { merchant: goods.merchant, skus: [sku] });
  });
}

/** A listing is added, gets other terms, or sells another SKU from now on. */
export async function list(scene: StockScene): Promise<void> {
  const { world, chance, wares } = scene;
  const mall = chance.among(world.malls, ({ shop }) => shop.key);
  const ware = chance.pick(wares);
  const item = mall.at.itemOf(ware);
  const known = world.stockWatch.goods.listings.get(listingId(mall.shop.key, item));
  const moves = known !== undefined && chance.chance(0.4);
  if (moves || known === undefined) scene.relisted.set(listingId(mall.shop.key, item), world.time.now());
  const sku = moves ? chance.pick(scene.skus) : (known?.sku ?? ware.sku);
  await decide(scene, { shop: mall.shop, item, sku, terms: drawTerms(scene) });
}

export async function decide(
  { world, tell, wished }: StockScene,
  listing: Pick<GoodsListing, 'shop' | 'item' | 'sku' | 'terms'>,
): Promise<void> {
  const { shop, item, sku, terms } = listing;
  const { merchant } = world.stockWatch.goods;
  wished.set(listingId(shop.key, item), { sku, terms });
  tell(`${item} of ${shop.key} sells ${sku}: ${JSON.stringify(terms)}`);
  await world.person(async ({ ports }) => {
    const step = await decideFacts(ports, { shop: shop.key, item, merchant, sku, ...terms }, ports.random.id());
    if (step === 'overtaken') throw new Error('Others were faster: the person tries again.');
    await callWorkers(ports, { shops: [shop.key] });
  });
}

export async function unlist(scene: StockScene): Promise<void> {
  const { world, chance, tell, wished } = scene;
  const listings = [...world.stockWatch.goods.listings];
  if (listings.length === 0) return;
  const [id, { shop, item }] = chance.among(listings, ([name]) => name);
  tell(`${item} of ${shop.key} is told stock no more`);
  wished.delete(id);
  await world.person(({ ports }) => ports.listings.remove({ shop: shop.key, item }));
  world.stockWatch.goods.listings.delete(id);
}

export function drawTerms({ chance }: Pick<StockScene, 'chance'>): ListingTerms {
  return {
    linked: !chance.chance(0.07),
    buffer: chance.pick([0, 0, 0, 0, 1, 2]),
    cap: chance.pick([null, null, null, 3, 10]),
    floor: chance.pick([null, null, null, 2]),
  };
}

/** Old entries are summed, as the nightly comparison does. */
export async function fold(scene: StockScene): Promise<void> {
  const { world, chance, tell } = scene;
  const sku = chance.pick(scene.skus);
  let folded = '';
  await world.person(async ({ ports, clock }) => {
    const { merchant } = world.stockWatch.goods;
    folded = await foldSku(ports.stock, merchant, sku, clock.now(), stockSettings(world));
  });
  if (folded === 'folded') tell(`the old entries of ${sku} are summed`);
}

/** A person sets a level at the mall itself. */
export function setByHand(scene: StockScene): void {
  const { world, chance, tell } = scene;
  const { goods, drifted } = world.stockWatch;
  if (goods.listings.size === 0) return;
  const { shop, item } = chance.among([...goods.listings.values()], (one) => listingId(one.shop.key, one.item));
  const level = chance.int(0, 15);
  booksOf(world, shop.key).at.setLevel(shop.code, item, level);
  drifted.add(listingId(shop.key, item));
  tell(`a person sets ${item} of ${shop.key} to ${level} at the mall itself`);
}
