import { mallOf, type Shop, type ShopKey } from '../../core/model/shop.ts';
import { stockCallAt } from '../../local/desk/set-calls.ts';
import type { StockCall as AskedCall, SimRequest } from '../../simulator/index.ts';
import type { Exchange } from './mall-transport.ts';
import { levelsAt, soldLines } from './stock-books.ts';
import { look } from './stock-oversells.ts';
import { listingId, push, type StockCall, type StockWatch } from './stock-watch.ts';
import type { World } from './world.ts';
import { type Batch, besideNamed, codeOf, isBeside, mallAt } from './world-mall.ts';

/** A call whose outcome is looked at. */
interface UnderWay {
  readonly asked: AskedCall;
  /** What the mall had before it. */
  readonly before: Map<string, number | null>;
  /** The batch that it has made. */
  readonly batch?: string;
}

const callsUnderWay = new WeakMap<SimRequest, UnderWay>();
const callsMade = new WeakMap<Exchange, StockCall>();

/** Looks at a call just before the mall does: what it is about is sold at that moment, if chance has it. */
export function stockCallArrives(world: Omit<World, 'shops'>, by: string, shop: Shop, request: SimRequest): void {
  const { stockWatch: watch, stocks } = world;
  if (watch === null || stocks === null || !watch.workers.has(by)) return;
  const asked = stockCallAt(shop.mall, request);
  if (asked === null) return;
  if (
    asked.kind === 'set' &&
    world.stormy &&
    watch.draws.of('sold', request.name ?? '').hits('now', stocks.soldInBetween)
  )
    sellNow(world, shop, asked.levels, request.name ?? '');
  callsUnderWay.set(request, { asked, before: levelsAt(world, shop.key, asked.levels.keys()) });
}

/** Notes a call that a mall has dealt with. */
export function watchStockCall(world: Omit<World, 'shops'>, by: string, shop: Shop, exchange: Exchange): void {
  const { stockWatch: watch } = world;
  if (watch === null || !watch.workers.has(by)) return;
  const { startedAt, at, request, outcome } = exchange;
  const mall = mallAt(world, shop.key);
  const isDone = mall.hasTaken(outcome);
  if (isDone && mall.listsOrders(request)) watch.imports.push({ at, by, shop: shop.key });
  const under = callsUnderWay.get(request) ?? batchMade(world, watch, shop);
  if (under === undefined) return;
  const { asked, before, batch } = under;
  const now = levelsAt(world, shop.key, asked.levels.keys());
  for (const item of asked.levels.keys()) {
    const level = now.get(item);
    if (typeof level === 'number') look(world, watch, shop.key, item, level);
  }
  const levels =
    asked.kind === 'set'
      ? asked.levels
      : new Map([...asked.levels.keys()].map((item) => [item, now.get(item) ?? null]));
  const isLost = (item: string): boolean => asked.kind === 'set' && now.get(item) !== asked.levels.get(item);
  // Where what is accepted comes into force later, a reading has to tell.
  const isProof = mall.settlesMs === 0 && batch === undefined;
  const lost = isDone && isProof ? [...asked.levels.keys()].filter(isLost) : [];
  const call: StockCall = {
    kind: asked.kind,
    by,
    shop: shop.key,
    startedAt,
    at,
    endedAt: at,
    levels,
    before,
    isDone: isDone && (isProof || asked.kind === 'read') && lost.length === 0,
    isAccepted: isDone,
    inBatch: asked.kind === 'set' ? [...batchesBeside(world, shop.key, asked.levels, batch)].map(([item]) => item) : [],
    isUnanswered:
      outcome.ending === 'hang' || outcome.ending === 'reset' || (isDone && !isProof && asked.kind === 'set'),
  };
  if (asked.kind === 'set') {
    // Which feed a mall made of a document that was handed over before, no call alone tells a journal.
    if (batch === undefined) watch.pushes += asked.levels.size;
    checkLevels(watch, call, batch);
    checkClaims(world, watch, call);
    checkBatches(world, watch, call, batch);
    for (const item of lost) watch.drifted.add(listingId(shop.key, item));
    noteHidden(world, watch, shop, under);
    if (mall.refusesByName(outcome))
      for (const item of asked.levels.keys()) watch.refused.add(listingId(shop.key, item));
    if (isDone && !isProof && batch === undefined) {
      world.time.at(at + mall.settlesMs + 1, () => {
        call.isDone = [...asked.levels].every(([item, level]) => mall.level(shop.code, item) === level);
      });
    }
  }
  watch.calls.push(call);
  callsMade.set(exchange, call);
}

/** Notes the orders that the mall does not show yet and that hold pieces of what a call raises: cancelled unseen, they give them back unseen. */
function noteHidden(world: Omit<World, 'shops'>, watch: StockWatch, shop: Shop, { asked, before }: UnderWay): void {
  const raised = [...asked.levels].filter(([item, level]) => (level ?? 0) > (before.get(item) ?? 0));
  if (raised.length === 0) return;
  const hidden = soldLines(world, watch).filter((line) => line.shop === shop.key && !line.isShown && line.units > 0);
  for (const { item, orderNumber } of hidden) {
    if (raised.some(([one]) => one === item)) push(watch.raisedOver, listingId(shop.key, item), orderNumber);
  }
}

/** The levels of a batch that the mall has from now on: what the call before this look at it has made. */
function batchMade(world: Omit<World, 'shops'>, { batches }: StockWatch, { key, code }: Shop): UnderWay | undefined {
  const made = batchesOf(world, key, code).find(({ id }) => !batches.has(id));
  if (made === undefined) return undefined;
  batches.add(made.id);
  const asked: AskedCall = { kind: 'set', shop: code, levels: made.levels };
  return { asked, before: levelsAt(world, key, made.levels.keys()), batch: made.id };
}

const batchesOf = (world: Omit<World, 'shops'>, shop: ShopKey, code: string): readonly Batch[] =>
  isBeside(shop) ? (besideNamed(world, mallOf(shop)).batches?.(code) ?? []) : [];

/** While a mall works a batch through, no other call names its items: the mall may carry out the later one first. */
function checkBatches(world: Omit<World, 'shops'>, { broken }: StockWatch, call: StockCall, own?: string): void {
  if (!world.stocks?.rightClocks) return;
  const { shop, levels } = call;
  for (const [item, id] of batchesBeside(world, shop, levels, own))
    broken.push(`${item} of ${shop} was set by a call while the batch ${id} that sets it was under way`);
}

/** Which of some items the mall is setting in a batch other than the call's own, and in which. */
function batchesBeside(
  world: Omit<World, 'shops'>,
  shop: ShopKey,
  levels: ReadonlyMap<string, number | null>,
  own?: string,
): [item: string, batch: string][] {
  const underWay = batchesOf(world, shop, codeOf(shop)).filter(({ id, isUnderWay }) => isUnderWay && id !== own);
  return underWay.flatMap(({ id, levels: its }) =>
    [...levels.keys()].filter((item) => its.has(item)).map((item): [string, string] => [item, id]),
  );
}

/** Notes when the caller of a call was answered. */
export function stockCallEnds(exchange: Exchange, at: number): void {
  const call = callsMade.get(exchange);
  if (call !== undefined) call.endedAt = at;
}

/** Looked at while it happens: nothing is sent that no mall may show, and nothing of what is none of our business. */
function checkLevels({ goods, broken, refused }: StockWatch, { shop, levels }: StockCall, batch?: string): void {
  for (const [item, level] of levels) {
    const listing = goods.listings.get(listingId(shop, item));
    if (level === null || !Number.isInteger(level) || level < 0) broken.push(`${item} of ${shop} was set to ${level}`);
    else if (listing === undefined) broken.push(`${item} of ${shop}, which has no listing, was set to ${level}`);
    // The outcome of a batch names what the mall has not, so nothing is read before it.
    else if (!listing.isThere && batch !== undefined) refused.add(listingId(shop, item));
    else if (!listing.isThere) broken.push(`${item} of ${shop}, which the mall has not, was set to ${level}`);
    else if (level > listing.highest) broken.push(`${item} of ${shop} was set to ${level}`);
    else if (!isCounted(goods, listing.sku)) broken.push(`${item} of ${shop}, which has no count, was set to ${level}`);
  }
}

/** A process that calls for a listing holds its claim. A wrong clock may take over a claim that has not expired. */
function checkClaims(
  { store, stocks, time }: Omit<World, 'shops'>,
  { broken }: StockWatch,
  { by, shop, levels }: StockCall,
): void {
  if (!stocks?.rightClocks) return;
  for (const item of levels.keys()) {
    const claim = store.listingsByShop.get(shop)?.get(item)?.claim;
    const isTheirs = claim?.run.startsWith(`${by}.`) && claim.until > time.now();
    if (!isTheirs) broken.push(`${item} of ${shop} was set by ${by}, who had no claim of it`);
  }
}

function isCounted(goods: StockWatch['goods'], sku: string): boolean {
  const recipes = goods.recipes.get(sku) ?? [];
  const parts = recipes.flatMap((recipe) => recipe.parts.map((part) => part.sku));
  return goods.counted.has(sku) || (parts.length > 0 && parts.every((part) => goods.counted.has(part)));
}

/** A buyer buys one of the items that a call is about to set. */
function sellNow(
  world: Omit<World, 'shops'>,
  shop: Shop,
  levels: ReadonlyMap<string, number | null>,
  call: string,
): void {
  const { stockWatch: watch, counts } = world;
  if (watch === null) return;
  counts['sold-during-push']++;
  const mall = mallAt(world, shop.key);
  const wanted = watch.draws.of('sold', call).among([...levels.keys()], (item) => item);
  if (mall.sellsBelowZero && (mall.level(shop.code, wanted) ?? 0) <= 0) return;
  mall.sell(shop.code, wanted, 1);
}
