import { dayMs, type EpochMs, isKeyTrouble, isMallTrouble, mapLimited, TsunagiError } from '../kernel/index.ts';
import {
  expiryFacts,
  expiryReadingDue,
  keyExpiryOf,
  type MallName,
  type Pause,
  type PendingCredential,
  pendingOf,
  type SealedCredential,
  type Shop,
  type ShopKey,
  withPendingKey,
} from '../model/index.ts';
import { type Credential, openedOrNull, type Ports } from '../ports/index.ts';
import { type ImportSession, noteKeyWorks, type Pacer } from '../session/index.ts';
import { checkKey, type WorkingKey } from './verify-shops.ts';

/** Whether a mall sees two credentials as the same. */
export function isSameCredential(one: Credential, other: Credential): boolean {
  const [a, b] = [entriesOf(one), entriesOf(other)];
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}

/** Leaves out `mall`, which only one of two credentials may have. */
const entriesOf = ({ mall: _, ...parts }: Credential): ReadonlyMap<string, unknown> => new Map(Object.entries(parts));

/** Opening is pure computation once a shard's data key is there. */
const openedAtOnce = 32;

/** In memory for one command. */
export interface HeldKeys {
  /** The part of a credential that belongs to one shop alone, unique across malls; null without one. */
  licenceOf(mall: MallName, credential: Credential): string | null;
  /** The shop with this licence. One shop under two names would import every order twice, undetectably. */
  holderOf(mall: MallName, credential: Credential): ShopKey | null;
  /** Credential of a shop; null if absent or unopenable. */
  of(shop: ShopKey): Credential | null;
}

/** Skips a credential that does not open, which has paused its shop. */
export async function openHeldKeys(ports: Pick<Ports, 'vault' | 'malls'>, shops: readonly Shop[]): Promise<HeldKeys> {
  const licenceOf: HeldKeys['licenceOf'] = (mall, credential) => {
    const licence = ports.malls.traits(mall).licenceOf(credential);
    return licence === null ? null : `${mall} ${licence}`;
  };
  const credentials = await mapLimited(shops, openedAtOnce, (shop) => openedOrNull(ports, shop));
  const byShop = new Map<ShopKey, Credential>();
  const holders = new Map<string, ShopKey>();
  for (const [index, shop] of shops.entries()) {
    const credential = credentials[index];
    if (!credential) continue;
    byShop.set(shop.key, credential);
    const licence = licenceOf(shop.mall, credential);
    if (licence !== null) holders.set(licence, shop.key);
  }
  return {
    licenceOf,
    holderOf: (mall, credential) => holders.get(licenceOf(mall, credential) ?? '') ?? null,
    of: (shop) => byShop.get(shop) ?? null,
  };
}

interface KeyFigures {
  readonly ending: number;
  readonly ended: number;
  readonly unknown: number;
  readonly pending: number;
  /** First end of a working key; null if none is known. */
  readonly firstAt: EpochMs | null;
}

/** Seven days: the second mail to the merchant was sent by then. */
const endingBeforeMs = 7 * dayMs;

/** Counts keys; one counts as ending from `withinMs` before its end. */
export function keyFigures(shops: readonly Shop[], now: EpochMs, withinMs: number = endingBeforeMs): KeyFigures {
  const ends = shops.map((shop) => keyExpiryOf(shop)?.at ?? null);
  const working = ends.filter((at) => at !== null).filter((at) => at > now);
  return {
    ending: working.filter((at) => at - now < withinMs).length,
    ended: ends.filter((at) => at !== null && at <= now).length,
    unknown: ends.filter((at) => at === null).length,
    pending: shops.filter((shop) => pendingOf(shop) !== null).length,
    firstAt: working.length === 0 ? null : working.reduce((first, at) => Math.min(first, at)),
  };
}

export type Promotion =
  | { readonly kind: 'promoted'; readonly shop: Shop; readonly checked: WorkingKey }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unasked' }
  | { readonly kind: 'none' };

/**
 * Tries a waiting key, which replaces the old one if the mall accepts it. One write, conditional on both: of two concurrent tries one gets
 * `none`, and a corrected key that arrived meanwhile keeps waiting.
 */
export async function promotePending(
  ports: Pick<Ports, 'malls' | 'shops' | 'pauses' | 'log' | 'clock'>,
  shop: Shop,
  pacer: Pacer,
  pauses: readonly Pause[],
): Promise<Promotion> {
  const pending = pendingOf(shop);
  if (pending === null) return { kind: 'none' };
  let checked: WorkingKey;
  try {
    checked = await checkPending(ports, shop, pending, pacer);
  } catch (error) {
    if (isMallTrouble(error)) return { kind: 'unasked' };
    const isRefused = isKeyTrouble(error) || (error instanceof TsunagiError && error.code === 'key.unreadable');
    if (isRefused) return { kind: 'refused' };
    throw error;
  }
  const { version, sealed } = pending;
  const credential: SealedCredential = { version, sealed, ...expiryFacts(checked.expiry, checked.checkedAt) };
  if ((await ports.shops.replaceCredential(shop.key, credential, undefined, pending)) === 'changed')
    return { kind: 'none' };
  const { pending: _, ...rest } = shop;
  const promoted: Shop = { ...rest, credential };
  await noteKeyWorks(ports, promoted, pauses);
  ports.log.info('key.rotated', { shop: shop.key, version });
  return { kind: 'promoted', shop: promoted, checked };
}

async function checkPending(
  ports: Pick<Ports, 'malls' | 'clock'>,
  shop: Shop,
  pending: PendingCredential,
  pacer: Pacer,
): Promise<WorkingKey> {
  const mall = await ports.malls.shop(withPendingKey(shop, pending));
  const turn = () => pacer.turn(shop.key, 'import', shop.callsPerSecond);
  return checkKey(mall, shop.callsPerSecond, ports.clock, turn);
}

type Visit = Pick<ImportSession, 'shop' | 'cache' | 'mayCall' | 'keyExpiry'> & {
  readonly ports: Pick<Ports, 'shops' | 'clock' | 'log'>;
};

/** Maximum per run: all shops of a schedule may be due at the same minute, each reading costing a turn in the shop's rate. */
export const expiryReadingsMax = 100;

export function isExpiryDue({ shop, ports, cache, mayCall }: Visit): boolean {
  return expiryReadingDue(shop.credential, cache.keysRead.get(shop.key) ?? null, ports.clock.now()) && mayCall();
}

/** No answer fails the visit, pauses the shop or counts against the mall. */
export async function readExpiry({ shop, ports, cache, keyExpiry }: Visit): Promise<void> {
  const now = ports.clock.now();
  cache.keysRead.set(shop.key, now);
  try {
    const expiry = await keyExpiry();
    if (expiry === null) return;
    await ports.shops.recordKeyExpiry(shop.key, shop.credential.version, expiryFacts(expiry, now));
  } catch (error) {
    if (!(error instanceof TsunagiError) || error.code === 'store.failing') throw error;
    // The function is off: only the attempt is noted. Other failures are retried in an hour.
    if (error.code === 'key.function-off') {
      await ports.shops.recordKeyExpiry(shop.key, shop.credential.version, expiryFacts(null, now));
    } else {
      ports.log.warn('key.expiry-unread', { shop: shop.key, code: error.code });
    }
  }
}
