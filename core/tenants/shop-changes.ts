import { type EpochMs, eachLimited, sentence, TsunagiError } from '../kernel/index.ts';
import { type Pause, type PendingCredential, pendingOf, removedShop, type Shop, type ShopKey } from '../model/index.ts';
import { type Credential, openedOrNull, type Ports } from '../ports/index.ts';

export type MoveOutcome =
  | 'moved'
  /** Moved with a credential that does not open and stays as sealed. */
  | 'moved-unopened'
  /** The shop was removed or moved by another process meanwhile. */
  | 'gone'
  /** Left in place, because the key kept being replaced. */
  | 'busy';

const looksMax = 3;

/**
 * Moves a shop to another shard, beside running schedules. The credential is first resealed under the new shard's data key, so that a run
 * opens all its shops with one call to KMS. A crash in between leaves the shop working in the old shard; the reverse order would leave the
 * old seal unnoticed.
 *
 * Resealing raises the version, so it and a new key exclude each other. A `credentials` pause is carried over.
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
  // Includes a key handed in since the first look.
  const waiting = shop.pending ?? null;
  const outcome = await ports.shops.replaceCredential(key, { ...known, ...sealed }, pending, waiting);
  if (outcome === 'changed') return false;
  const refused = pauses.find(
    (pause) => pause.cause === 'credentials' && pause.scope === key && pause.credentialVersion === version,
  );
  if (refused) await ports.pauses.setOver({ ...refused, credentialVersion: version + 1 }, refused);
  return true;
}

/** Undefined if no key waits, or it does not open. */
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

export interface ShopMove {
  readonly key: ShopKey;
  readonly from: number;
  readonly to: number;
}

/**
 * The fewest moves that leave all shops in shards below `shards`, balanced to within one. Deterministic, whatever the order, and never
 * moves a shop twice. Pure.
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

/** A remainder goes to the fullest, to save moves. */
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

const movedAtOnce = 16;

export type Spreading = Readonly<Record<MoveOutcome, readonly ShopKey[]>>;

/** Can be resumed at any moment by `movesToSpread`. `onMove` gets the number done. */
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

type ShopRemoval =
  | { readonly kind: 'removed' }
  /** The key was replaced since the look, so the shop is still wanted. */
  | { readonly kind: 'changed' };

/**
 * Notes first what adding the shop again needs, then removes the row with its key, then the pauses, which would hold it once added again;
 * resumable after a crash. Orders, history and claims stay.
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

export async function liftPausesOf(ports: Pick<Ports, 'pauses'>, key: ShopKey): Promise<void> {
  for (const pause of await ports.pauses.list()) if (pause.scope === key) await ports.pauses.lift(pause);
}

export interface Rewinding {
  readonly shop: Shop;
  readonly cursor: EpochMs;
}

const attemptsMax = 5;

/** The effect of a rewind; a cursor already before the moment stays, and so does the first day. */
export function rewindingOf(shop: Shop, to: EpochMs): Rewinding {
  return { shop, cursor: Math.min(shop.cursor, Math.max(to, shop.importFrom)) };
}

/**
 * Rewinds a shop's import after rows may have been lost, by a restored table or deleted items. Orders since are listed again and stored if
 * missing, open orders reread, and revisions numbered beyond any announced (`core/model/revision.ts`). Stored rows stay, so it is safe beside
 * schedules and to repeat. Throws `order.changing` if another process keeps rewinding.
 */
export async function rewindShop(ports: Pick<Ports, 'shops' | 'clock'>, key: ShopKey, to: EpochMs): Promise<Rewinding> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const shop = await ports.shops.get(key);
    if (shop === null)
      throw new TsunagiError('shop.unknown', 'never', sentence`There is no shop ${key}.`, { shop: key });
    const rewinding = rewindingOf(shop, to);
    // The cursor follows the mall's clock, which may be ahead of ours.
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
