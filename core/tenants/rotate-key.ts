import { type EpochMs, isMallTrouble, minuteMs, TsunagiError } from '../kernel/index.ts';
import { givenUpAfterMs, pendingOf, type SealedCredential, type Shop, type ShopKey } from '../model/index.ts';
import { type Credential, openedOrNull, type Ports } from '../ports/index.ts';
import { createPacer, noteKeyWorks } from '../session/index.ts';
import { sealFor } from './add-shop.ts';
import { isSameCredential, type Promotion, promotePending } from './keys.ts';
import { checkKey, type WorkingKey } from './verify-shops.ts';

/** Why a key could not take the place of the one before at once. */
type WhyPending = 'refused' | 'unasked';

/** How handing in a shop's next key ended; with a dry run, how it would have. */
export type KeyRotation =
  /** The mall took it, and it is the shop's key now. */
  | { readonly kind: 'rotated'; readonly version: number; readonly checked: WorkingKey }
  /** The mall does not take it yet: it waits beside the one before, and the import tries it. */
  | { readonly kind: 'pending'; readonly version: number; readonly since: EpochMs; readonly why: WhyPending }
  /** It is the shop's key already. */
  | { readonly kind: 'unchanged'; readonly version: number }
  /** Another process has stored a key in between; nothing was written. */
  | { readonly kind: 'overtaken' };

/**
 * Hands in a shop's next key. The mall is asked with it first: one that works takes the place of the one before. One that is refused, or that
 * the mall could not be asked about, waits beside it, because RMS refuses a fresh key for some minutes and there is no other way to
 * tell it from a wrong one; `promotePending` goes on. Safe to repeat: the same key waits as of when it was first handed in, unless it was given up. Throws what the
 * mall answers when a function is switched off; nothing was written then.
 *
 * @param write false writes nothing
 */
export async function rotateKey(
  ports: Pick<Ports, 'vault' | 'malls' | 'shops' | 'pauses' | 'log' | 'clock'>,
  shop: Shop,
  credential: Credential,
  { write }: { readonly write: boolean },
): Promise<KeyRotation> {
  const { version: versionBefore } = shop.credential;
  const standing = await openedOrNull(ports, shop);
  if (standing !== null && isSameCredential(standing, credential)) return { kind: 'unchanged', version: versionBefore };
  const version = versionBefore + 1;
  const answer = await askMall(ports, shop, credential);
  if (typeof answer === 'string') return putAside(ports, shop, credential, { version, why: answer, write });
  if (write) {
    const sealed = await sealFor(ports, shop, credential, version, answer);
    if ((await ports.shops.replaceCredential(shop.key, sealed)) === 'changed') return { kind: 'overtaken' };
    await noteKeyWorks(ports, { ...shop, credential: sealed }, await ports.pauses.list());
  }
  return { kind: 'rotated', version, checked: answer };
}

async function askMall(
  ports: Pick<Ports, 'malls' | 'clock'>,
  shop: Shop,
  credential: Credential,
): Promise<WorkingKey | WhyPending> {
  try {
    return await checkKey(ports.malls.shopWith(shop, credential), shop.callsPerSecond, ports.clock);
  } catch (error) {
    if (isMallTrouble(error)) return 'unasked';
    if (error instanceof TsunagiError && error.code === 'key.refused') return 'refused';
    throw error;
  }
}

async function putAside(
  ports: Pick<Ports, 'vault' | 'shops' | 'clock'>,
  shop: Shop,
  credential: Credential,
  { version, why, write }: { readonly version: number; readonly why: WhyPending; readonly write: boolean },
): Promise<KeyRotation> {
  const before = pendingOf(shop);
  const since = ports.clock.now();
  // A key that was given up is tried again once it is entered again.
  const isTried = before !== null && since - before.since < givenUpAfterMs;
  const waiting = isTried ? await openedOrNull(ports, { key: shop.key, credential: before }) : null;
  if (before !== null && waiting !== null && isSameCredential(waiting, credential)) {
    return { kind: 'pending', version, since: before.since, why };
  }
  if (write) {
    const { sealed } = await ports.vault.seal(shop.key, shop.shard, version, credential);
    if ((await ports.shops.putPending(shop.key, { version, sealed, since })) === 'changed')
      return { kind: 'overtaken' };
  }
  return { kind: 'pending', version, since, why };
}

/** How replacing a shop's key ended. */
export type KeyReplacement =
  | { readonly kind: 'replaced'; readonly version: number; readonly checked: WorkingKey | null }
  /** Another process replaced it in between; nothing was written. */
  | { readonly kind: 'overtaken' };

/**
 * Gives a shop another key, sealed under the next version, and lifts its `credentials` pause. The mall is asked with the new
 * key first, unless `check` is false: throws what it answers when the key does not work, and then nothing was written.
 * An unchecked key lifts no pause by itself: the pause names the old version and so holds nothing any more, and the next
 * import removes it or renews it.
 */
export async function replaceKey(
  ports: Ports,
  shop: Shop,
  credential: Credential,
  { check }: { readonly check: boolean },
): Promise<KeyReplacement> {
  const version = shop.credential.version + 1;
  const mall = ports.malls.shopWith(shop, credential);
  const checked = check ? await checkKey(mall, shop.callsPerSecond, ports.clock) : null;
  const sealed = await sealFor(ports, shop, credential, version, checked);
  if ((await ports.shops.replaceCredential(shop.key, sealed)) === 'changed') return { kind: 'overtaken' };
  if (checked) await noteKeyWorks(ports, { ...shop, credential: sealed }, await ports.pauses.list());
  return { kind: 'replaced', version, checked };
}

/** How waiting for a key to be taken ended. */
type Awaited =
  /** It is the shop's key now, whether this or the import was first to find that it works. */
  | { readonly kind: 'rotated'; readonly shop: Shop }
  /** The mall did not take it in time; it waits on. */
  | { readonly kind: 'waits'; readonly shop: Shop }
  /** Another process has stored another key, or the shop was removed. */
  | { readonly kind: 'overtaken' };

/** Between two tries. */
const everyMs = minuteMs;

/** Waits until a key that was put aside is the shop's, and tries it every minute, until `until`. Ended in between it loses nothing. */
export async function awaitPending(
  ports: Pick<Ports, 'vault' | 'malls' | 'shops' | 'pauses' | 'log' | 'clock'>,
  key: ShopKey,
  credential: Credential,
  until: EpochMs,
  onTry: (last: Promotion['kind']) => void,
): Promise<Awaited> {
  const pacer = createPacer(ports.clock);
  const isOurs = async (stored: SealedCredential): Promise<boolean> => {
    const opened = await openedOrNull(ports, { key, credential: stored });
    return opened !== null && isSameCredential(opened, credential);
  };
  for (;;) {
    const shop = await ports.shops.get(key);
    if (shop === null) return { kind: 'overtaken' };
    if (await isOurs(shop.credential)) return { kind: 'rotated', shop };
    const pending = pendingOf(shop);
    if (pending === null || !(await isOurs(pending))) return { kind: 'overtaken' };
    const promotion = await promotePending(ports, shop, pacer, await ports.pauses.list());
    if (promotion.kind === 'promoted') return { kind: 'rotated', shop: promotion.shop };
    // The row has changed in between: by the import, by another key, by a move to another shard.
    if (promotion.kind === 'none') continue;
    onTry(promotion.kind);
    const left = until - ports.clock.now();
    if (left <= 0) return { kind: 'waits', shop };
    await ports.clock.sleep(Math.min(everyMs, left));
  }
}
