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

/** Whether two credentials are the same in everything a mall sees. */
export function isSameCredential(one: Credential, other: Credential): boolean {
  const [a, b] = [entriesOf(one), entriesOf(other)];
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}

/** Both are of one mall; only one of them may name it. */
const entriesOf = ({ mall: _, ...parts }: Credential): ReadonlyMap<string, unknown> => new Map(Object.entries(parts));

/** Opening is a computation, once the data key of a shard is there. */
const openedAtOnce = 32;

/** The keys that stored shops hold, opened. Lives in memory only, for as long as one command. */
export interface HeldKeys {
  /** What of a credential belongs to one shop alone, as text that no other mall's can be; null where nothing does. */
  licenceOf(mall: MallName, credential: Credential): string | null;
  /**
   * The shop that holds this licence, if there is one. The same shop under two names would import every order twice and
   * hold its stock twice, and nothing later could tell.
   */
  holderOf(mall: MallName, credential: Credential): ShopKey | null;
  /** What a shop holds; null when it is not there or does not open any more. */
  of(shop: ShopKey): Credential | null;
}

/** Opens the credential of each of these shops, once. One that does not open is skipped: its shop is paused because of that. */
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

/** The states of all shops' keys, as numbers of shops, for the operator. */
interface KeyFigures {
  /** Shops whose key works and ends within the requested span. */
  readonly ending: number;
  /** Whose key has ended. */
  readonly ended: number;
  /** Whose key ends at an unknown time. */
  readonly unknown: number;
  /** Whose next key waits for the mall to take it. */
  readonly pending: number;
  /** When the first of the keys that work ends; null where none is known. */
  readonly firstAt: EpochMs | null;
}

/** From so long before its end on a key counts as ending: the second of the mails to its merchant has gone by then. */
const endingBeforeMs = 7 * dayMs;

/** Counts the keys of shops. `withinMs`: from so long before its end on a key counts as ending. */
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

/** The result of trying the key that waits. */
export type Promotion =
  /** It works and has taken the place of the one before. */
  | { readonly kind: 'promoted'; readonly shop: Shop; readonly checked: WorkingKey }
  /** The mall refuses it still. */
  | { readonly kind: 'refused' }
  /** The mall could not be asked. */
  | { readonly kind: 'unasked' }
  /** None waits, or another process has stored a key in between. */
  | { readonly kind: 'none' };

/**
 * Tries the key that waits at a shop, and lets it take the place of the stored one where the mall takes it. The one before stays in
 * use until then, and nothing of the import is asked of the new one before it is known to work. One write, conditional on the version
 * before and on the key that waited: of two that try it at once, one gets `none`, and a corrected key that arrived in between
 * keeps waiting.
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

/** What reading the end of a key needs of a visit. */
type Visit = Pick<ImportSession, 'shop' | 'cache' | 'mayCall' | 'keyExpiry'> & {
  readonly ports: Pick<Ports, 'shops' | 'clock' | 'log'>;
};

/**
 * How many keys one run reads the end of. All shops of a schedule may be due at once, on the day of a deployment and at the same minute of each day
 * after it, and each of them would cost its turn in the shop's rate, in the very minute that is meant for orders.
 */
export const expiryReadingsMax = 100;

/** True where the end of the shop's key is to be read, and the visit has a call left. */
export function isExpiryDue({ shop, ports, cache, mayCall }: Visit): boolean {
  return expiryReadingDue(shop.credential, cache.keysRead.get(shop.key) ?? null, ports.clock.now()) && mayCall();
}

/**
 * Reads when a shop's key ends, at the end of a visit, and notes it in the shop's row. The import does not need to
 * know: so nothing that the mall answers here fails the visit, pauses the shop or counts against the mall.
 */
export async function readExpiry({ shop, ports, cache, keyExpiry }: Visit): Promise<void> {
  const now = ports.clock.now();
  cache.keysRead.set(shop.key, now);
  try {
    const expiry = await keyExpiry();
    if (expiry === null) return;
    await ports.shops.recordKeyExpiry(shop.key, shop.credential.version, expiryFacts(expiry, now));
  } catch (error) {
    if (!(error instanceof TsunagiError) || error.code === 'store.failing') throw error;
    // The function is switched off: only the attempt is noted. Anything else is tried again in an hour.
    if (error.code === 'key.function-off') {
      await ports.shops.recordKeyExpiry(shop.key, shop.credential.version, expiryFacts(null, now));
    } else {
      ports.log.warn('key.expiry-unread', { shop: shop.key, code: error.code });
    }
  }
}
