import type { Pause } from '../pause/pause.ts';
import type { Ports } from '../ports/index.ts';
import type { Credential } from '../ports/vault.ts';
import { openedOrNull } from './open-key.ts';
import { pendingOf } from './pending-key.ts';
import type { PendingCredential, Shop } from './shop.ts';
import type { ShopMove } from './spread.ts';

/** How a move ended. */
export type MoveOutcome =
  | 'moved'
  /** Moved, and its credential stays as it is sealed: it does not open. */
  | 'moved-unopened'
  /** The shop was removed, or somebody else has moved it meanwhile. */
  | 'gone'
  /** Its key was replaced again and again while it was to be moved; it is where it was. */
  | 'busy';

/** Looks before a shop counts as busy. */
const looksMax = 3;

/**
 * Moves a shop to another shard, beside running schedules, which find it in the one or in the other. First its credential is
 * sealed under the other shard's data key, so that a run opens all its shops with one call to KMS; then the shop is moved.
 * Whoever dies in between leaves a shop that opens and is polled where it was, and that the next spreading still has to
 * move. The other way round nobody would see that its credential is left behind.
 *
 * The credential counts up as it does when it is replaced, so of this and somebody with a new key only one is stored, and
 * this looks again. A `credentials` pause is carried over to the new count, because the key is the refused one all the same.
 *
 * @param pauses those that stand
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

/** False when the shop has had another credential meanwhile. */
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
