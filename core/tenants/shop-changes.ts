import { type EpochMs, eachLimited, sentence, TsunagiError } from '../kernel/index.ts';
import { type Pause, type PendingCredential, pendingOf, removedShop, type Shop, type ShopKey } from '../model/index.ts';
import { type Credential, openedOrNull, type Ports } from '../ports/index.ts';

/** How a move ended. */
export type MoveOutcome =
  | 'moved'
  /** Moved, and its credential stays as it is sealed: it does not open. */
  | 'moved-unopened'
  /** The shop was removed, or another process has moved it in between. */
  | 'gone'
  /** Its key was replaced again and again while it was to be moved; it is where it was. */
  | 'busy';

/** Looks before a shop counts as busy. */
const looksMax = 3;

/**
 * Moves a shop to another shard, beside running schedules, which find it in the one or in the other. First its credential is
 * sealed under the other shard's data key, so that a run opens all its shops with one call to KMS; then the shop is moved.
 * A process that dies in between leaves a shop that opens and is polled where it was, and that the next spreading still has to
 * move. In the reverse order, the credential that is left behind would go unnoticed.
 *
 * The credential counts up as it does when it is replaced, so of this write and that of a new key only one is stored, and
 * this looks again. A `credentials` pause is carried over to the new count, because the key is still the refused one.
 *
 * @param pauses those in force
 */
export async function moveShop(
  ports: Pick<Ports, 'shops' | 'vault' | 'pauses'>,
  { key, from, to }: ShopMove,
  pauses: readonly Pause[],
): Promise<MoveOutcome> {
  for (let look = 1; look <= looksMax; look++) {
    const shop = await ports.shops.get(key);
    if (shop?.shard !== from) return shop?.shard === to ? 'moved' : 'gone';
    const credential = await openedOrNull(ports, shop);
    if (credential && !(await resealed(ports, shop, to, credential, pauses))) continue;
    const outcome = await ports.shops.moveToShard(key, from, to);
    if (outcome === 'stored') return credential ? 'moved' : 'moved-unopened';
  }
  return 'busy';
}

/** False when the shop has got another credential in between. */
async function resealed(
  ports: Pick<Ports, 'shops' | 'vault' | 'pauses'>,
  shop: Shop,
  shard: number,
  credential: Credential,
  pauses: readonly Pause[],
): Promise<boolean> {
  const { key } = shop;
  const { version, sealed: _, ...known } = shop.credential;
  const sealed = await ports.vault.seal(key, shard, version + 1, credential);
  const pending = await resealedPending(ports, shop, shard);
  // A key that was handed in since the look is not left behind: then this looks again.
  const waiting = shop.pending ?? null;
  const outcome = await ports.shops.replaceCredential(key, { ...known, ...sealed }, pending, waiting);
  if (outcome === 'changed') return false;
  const refused = pauses.find(
    (pause) => pause.cause === 'credentials' && pause.scope === key && pause.credentialVersion === version,
  );
  if (refused) await ports.pauses.setOver({ ...refused, credentialVersion: version + 1 }, refused);
  return true;
}

/** The key that waits beside the shop's, as the one that follows it there; undefined where none waits, or it does not open. */
async function resealedPending(
  ports: Pick<Ports, 'vault'>,
  shop: Shop,
  shard: number,
): Promise<PendingCredential | undefined> {
  const pending = pendingOf(shop);
  const credential = pending && (await openedOrNull(ports, { key: shop.key, credential: pending }));
  if (!credential) return undefined;
  const version = pending.version + 1;
  const { sealed } = await ports.vault.seal(shop.key, shard, version, credential);
  return { version, sealed, since: pending.since };
}

/** A shop to move to another shard. */
export interface ShopMove {
  readonly key: ShopKey;
  readonly from: number;
  readonly to: number;
}

/**
 * The fewest moves after which all shops lie in the shards below `shards`, no two of them more than one shop apart. Shops of
 * higher shards have to move; of the others only as many as a shard has too many. The same shops in the same shards give
 * the same moves, whatever their order, and what was moved already is not moved again. Pure.
 */
export function movesToSpread(shops: readonly Pick<Shop, 'key' | 'shard'>[], shards: number): ShopMove[] {
  const byShard = Map.groupBy(sorted(shops), ({ shard }) => shard);
  const room = roomOfEach(byShard, shops.length, shards);
  const leaving = [...byShard]
    .sort(([a], [b]) => a - b)
    .flatMap(([shard, there]) => there.slice(room[shard] ?? 0).map(({ key }) => ({ key, from: shard })));
  const free = room.flatMap((size, shard) => {
    const there = byShard.get(shard)?.length ?? 0;
    return Array.from({ length: Math.max(0, size - there) }, () => shard);
  });
  return leaving.map((move, index) => ({ ...move, to: free[index] as number }));
}

/** How many shops each shard is to have. Where they do not divide evenly, those get one more that have the most already. */
function roomOfEach(byShard: ReadonlyMap<number, readonly unknown[]>, shops: number, shards: number): number[] {
  const fullestFirst = Array.from({ length: shards }, (_, shard) => shard).sort(
    (a, b) => (byShard.get(b)?.length ?? 0) - (byShard.get(a)?.length ?? 0) || a - b,
  );
  const room = new Array<number>(shards).fill(Math.floor(shops / shards));
  for (const shard of fullestFirst.slice(0, shops % shards)) room[shard] = (room[shard] as number) + 1;
  return room;
}

function sorted<One extends { readonly key: ShopKey }>(shops: readonly One[]): One[] {
  return [...shops].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Shops moved at once: each takes four calls to the tables, one after the other. */
const movedAtOnce = 16;

/** How the moves of a spreading ended: the shops of each outcome. */
export type Spreading = Readonly<Record<MoveOutcome, readonly ShopKey[]>>;

/**
 * Carries moves out. May end at any moment and be begun again with the moves that are left (`movesToSpread`). `onMove` hears
 * how many are done.
 */
export async function spreadShops(
  ports: Pick<Ports, 'shops' | 'vault' | 'pauses'>,
  moves: readonly ShopMove[],
  onMove: (done: number) => void = () => undefined,
): Promise<Spreading> {
  const pauses = await ports.pauses.list();
  const spreading: Record<MoveOutcome, ShopKey[]> = { moved: [], 'moved-unopened': [], gone: [], busy: [] };
  let done = 0;
  await eachLimited(moves, movedAtOnce, async (move) => {
    spreading[await moveShop(ports, move, pauses)].push(move.key);
    onMove(++done);
  });
  return spreading;
}

/** How removing a shop ended. */
type ShopRemoval =
  | { readonly kind: 'removed' }
  /** Its key was replaced since it was looked at, so the shop is still wanted. Nothing was removed. */
  | { readonly kind: 'changed' };

/**
 * Stops a shop's import for good. What adding it again needs is kept first, so that after a crash in between the removal can be
 * started again; then its row goes, and with it the only copy of its key that is in use; then the pauses that were about it, or they
 * would hold the shop it may become again. Orders, history and claims stay: their tables are not touched.
 */
export async function removeShop(
  ports: Pick<Ports, 'shops' | 'removedShops' | 'pauses' | 'clock'>,
  shop: Shop,
  by: string,
): Promise<ShopRemoval> {
  await ports.removedShops.put(removedShop(shop, by, ports.clock.now()));
  if ((await ports.shops.remove(shop.key, shop.credential.version)) === 'changed') return { kind: 'changed' };
  await liftPausesOf(ports, shop.key);
  return { kind: 'removed' };
}

/** Lifts every pause that is about this shop alone. */
export async function liftPausesOf(ports: Pick<Ports, 'pauses'>, key: ShopKey): Promise<void> {
  for (const pause of await ports.pauses.list()) if (pause.scope === key) await ports.pauses.lift(pause);
}

/** What sending a shop's import back does to its cursor. */
export interface Rewinding {
  readonly shop: Shop;
  /** Where the import continues. */
  readonly cursor: EpochMs;
}

/** Attempts before another process that changes the shop at the same time is named as the reason. */
const attemptsMax = 5;

/** What sending the import of a shop back to a moment would do; a cursor that stands before it, and the first day, stay. */
export function rewindingOf(shop: Shop, to: EpochMs): Rewinding {
  return { shop, cursor: Math.min(shop.cursor, Math.max(to, shop.importFrom)) };
}

/**
 * Sends a shop's import back to a moment, because rows may be lost: after a table was restored, or items were deleted. What was
 * placed since is listed again and stored where it has no row, all open orders are compared and read again, and revisions are
 * numbered behind everything that can have been announced (`core/import/plan.ts`). What is stored stays as it is, so
 * it may be done beside running schedules, and again. Throws `order.changing` when another process keeps doing the same.
 */
export async function rewindShop(ports: Pick<Ports, 'shops' | 'clock'>, key: ShopKey, to: EpochMs): Promise<Rewinding> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const shop = await ports.shops.get(key);
    if (shop === null)
      throw new TsunagiError('shop.unknown', 'never', sentence`There is no shop ${key}.`, { shop: key });
    const rewinding = rewindingOf(shop, to);
    // 注文日時 is measured by the mall's clock, which the cursor follows: ours may be behind it.
    const at = Math.max(ports.clock.now(), shop.cursor);
    const outcome = await ports.shops.rewind(shop, Math.max(to, shop.importFrom), at);
    if (outcome === 'stored') return rewinding;
  }
  throw new TsunagiError(
    'order.changing',
    'later',
    sentence`Another process repeatedly sent the import of ${key} back at the same time. Look at ops shops list, and run this again.`,
    { shop: key },
  );
}
