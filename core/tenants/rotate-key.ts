import { type EpochMs, isMallTrouble, minuteMs, TsunagiError } from '../kernel/index.ts';
import { givenUpAfterMs, pendingOf, type SealedCredential, type Shop, type ShopKey } from '../model/index.ts';
import { type Credential, openedOrNull, type Ports } from '../ports/index.ts';
import { createPacer, noteKeyWorks } from '../session/index.ts';
import { sealFor } from './add-shop.ts';
import { isSameCredential, type Promotion, promotePending } from './keys.ts';
import { checkKey, type WorkingKey } from './verify-shops.ts';

type WhyPending = 'refused' | 'unasked';

/** Result of handing in a key; of a dry run, the result it would have had. */
export type KeyRotation =
  | { readonly kind: 'rotated'; readonly version: number; readonly checked: WorkingKey }
  /** The mall does not accept the key yet; it waits, and the import retries. */
  | { readonly kind: 'pending'; readonly version: number; readonly since: EpochMs; readonly why: WhyPending }
  | { readonly kind: 'unchanged'; readonly version: number }
  | { readonly kind: 'overtaken' };

/**
 * Accepted by the mall, the key replaces the old one; refused or unasked, it waits, because RMS refuses fresh keys for minutes,
 * indistinguishably from wrong ones (`promotePending` continues). Safe to repeat: the same key waits as of when it was first handed in,
 * unless given up. Throws the mall's error, without any write, if a function is off.
 *
 * @param write false for a dry run
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
  // A key once given up is tried again when entered again.
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

export type KeyReplacement =
  | { readonly kind: 'replaced'; readonly version: number; readonly checked: WorkingKey | null }
  | { readonly kind: 'overtaken' };

/**
 * Stores another key under the next version and lifts the `credentials` pause. Unless `check` is false, asks the mall first and throws its
 * error, without any write. An unchecked key leaves the pause, which names the old version and so holds nothing; the next import removes or
 * renews it.
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

type Awaited =
  | { readonly kind: 'rotated'; readonly shop: Shop }
  | { readonly kind: 'waits'; readonly shop: Shop }
  /** Another key was stored meanwhile, or the shop removed. */
  | { readonly kind: 'overtaken' };

const everyMs = minuteMs;

/** Retries a waiting key every minute until accepted or `until`. Ending early loses nothing. */
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
    // The row changed meanwhile: by the import, another key, or a move.
    if (promotion.kind === 'none') continue;
    onTry(promotion.kind);
    const left = until - ports.clock.now();
    if (left <= 0) return { kind: 'waits', shop };
    await ports.clock.sleep(Math.min(everyMs, left));
  }
}
