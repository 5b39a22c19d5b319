import { isMallTrouble, TsunagiError } from '../errors.ts';
import { noteKeyWorks } from '../pause/credentials.ts';
import type { Ports } from '../ports/index.ts';
import type { Credential } from '../ports/vault.ts';
import type { EpochMs } from '../units.ts';
import { sealFor } from './add-shop.ts';
import { checkKey, type WorkingKey } from './check-key.ts';
import { isSameCredential } from './credential.ts';
import { openedOrNull } from './open-key.ts';
import { givenUpAfterMs, pendingOf } from './pending-key.ts';
import type { Shop } from './shop.ts';

/** Why a key could not take the place of the one before at once. */
export type WhyPending = 'refused' | 'unasked';

/** How handing in a shop's next key ended; with a dry run, how it would have. */
export type KeyRotation =
  /** The mall took it, and it is the shop's key now. */
  | { readonly kind: 'rotated'; readonly version: number; readonly checked: WorkingKey }
  /** The mall does not take it yet: it waits beside the one before, and the import tries it. */
  | { readonly kind: 'pending'; readonly version: number; readonly since: EpochMs; readonly why: WhyPending }
  /** It is the shop's key already. */
  | { readonly kind: 'unchanged'; readonly version: number }
  /** Somebody else has stored a key meanwhile; nothing was written. */
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
  // One that was given up is tried anew once somebody hands it in again.
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
