import {
  createBreakers,
  type EpochMs,
  eachLimited,
  isMallTrouble,
  secondMs,
  TsunagiError,
  type Words,
} from '../kernel/index.ts';
import {
  bareMerchant,
  type Capability,
  expiryFacts,
  type KeyExpiry,
  type MallName,
  type Merchant,
  type Pause,
  type Shop,
} from '../model/index.ts';
import type { Clock, MallFunction, MallShop, Ports } from '../ports/index.ts';
import { createPacer, noteKeyWorks, type Pacer } from '../session/index.ts';

export interface WorkingKey {
  /** End of the key; null if the mall does not tell. */
  readonly expiry: KeyExpiry | null;
  readonly checkedAt: EpochMs;
}

/**
 * One cheap call for each function that the import needs, at the shop's rate. Throws the mall's error if the key or a function does not
 * work, or if the mall cannot be asked.
 *
 * @param turn awaits the next call's turn, if the rate is shared
 */
export async function checkKey(
  mall: MallShop,
  callsPerSecond: number,
  clock: Clock,
  turn?: () => Promise<void>,
): Promise<WorkingKey> {
  const { functions } = mall.traits.switches;
  const ofImport = functions.filter(({ feature }) => feature === 'import');
  for (const [index, { name }] of ofImport.entries()) {
    if (turn !== undefined) await turn();
    else if (index > 0) await clock.sleep(secondMs / callsPerSecond);
    await mall.tryFunction(name);
  }
  await turn?.();
  const checkedAt = clock.now();
  try {
    return { expiry: await mall.keyExpiry(), checkedAt };
  } catch (error) {
    // A separate switch, which the import does not need.
    if (error instanceof TsunagiError) return { expiry: null, checkedAt };
    throw error;
  }
}

export type FunctionVerdict =
  | { readonly kind: 'works'; readonly keyExpiry?: KeyExpiry | null }
  | { readonly kind: 'switched-off' }
  | { readonly kind: 'key-expired'; readonly at: EpochMs }
  /** Wrong, replaced, or expired on an unknown day. */
  | { readonly kind: 'key-refused' }
  | { readonly kind: 'key-unreadable' }
  /** The function answers, but can never be used. */
  | { readonly kind: 'unusable'; readonly reason: Words }
  | { readonly kind: 'unasked'; readonly reason: Words };

interface FunctionCheck {
  readonly function: MallFunction;
  readonly verdict: FunctionVerdict;
}

export interface ShopVerification {
  readonly shop: Shop;
  readonly checks: readonly FunctionCheck[];
  /** End of the key; null if the mall does not tell. */
  readonly keyExpiry: KeyExpiry | null;
  readonly untried: readonly string[];
}

export function isWell({ checks }: ShopVerification): boolean {
  return checks.every(({ verdict }) => verdict.kind === 'works');
}

/** Functions that features need, those of the import always: statuses and stock begin with reading orders. */
function neededFunctions(functions: readonly MallFunction[], features: readonly Capability[]): MallFunction[] {
  return functions.filter(({ feature }) => feature === null || feature === 'import' || features.includes(feature));
}

/**
 * Tries each function that a merchant's features need with the stored key, at the rate of work that is not urgent, up to a refused key.
 * Notes the key's end, and lifts the `credentials` pause if the whole import works.
 */
async function verifyShop(
  ports: Pick<Ports, 'malls' | 'clock' | 'shops' | 'pauses' | 'log'>,
  shop: Shop,
  features: readonly Capability[],
  { pacer, pauses }: { readonly pacer: Pacer; readonly pauses: readonly Pause[] },
): Promise<ShopVerification> {
  const { switches } = ports.malls.traits(shop.mall);
  const needed = neededFunctions(switches.functions, features);
  const checks: FunctionCheck[] = [];
  let keyExpiry: KeyExpiry | null = null;
  let dead: FunctionVerdict | null = null;
  const mall = await openedOr(ports, shop);
  if (mall === null) dead = { kind: 'key-unreadable' };
  for (const one of needed) {
    let verdict: FunctionVerdict | null = dead;
    if (verdict === null && mall !== null) {
      await pacer.turn(shop.key, 'scan', shop.callsPerSecond);
      try {
        const told = await mall.tryFunction(one.name);
        keyExpiry = told.keyExpiry ?? keyExpiry;
        verdict = { kind: 'works', ...told };
      } catch (error) {
        verdict = verdictOf(error, shop, ports.clock.now());
      }
      if (verdict.kind === 'key-expired' || verdict.kind === 'key-refused') dead = verdict;
    }
    checks.push({ function: one, verdict: verdict as FunctionVerdict });
  }
  if (keyExpiry !== null) {
    await ports.shops.recordKeyExpiry(shop.key, shop.credential.version, expiryFacts(keyExpiry, ports.clock.now()));
  }
  if (importWorks(checks)) await noteKeyWorks(ports, shop, pauses);
  return { shop, checks, keyExpiry, untried: features.flatMap((feature) => switches.untried[feature]) };
}

function importWorks(checks: readonly FunctionCheck[]): boolean {
  return checks.every((check) => check.function.feature !== 'import' || check.verdict.kind === 'works');
}

async function openedOr(ports: Pick<Ports, 'malls'>, shop: Shop): Promise<MallShop | null> {
  try {
    return await ports.malls.shop(shop);
  } catch (error) {
    if (error instanceof TsunagiError && error.code === 'key.unreadable') return null;
    throw error;
  }
}

/** Classifies a failed call; rethrows failures that are not about the function. */
function verdictOf(error: unknown, { credential }: Shop, now: EpochMs): FunctionVerdict {
  if (!(error instanceof TsunagiError)) throw error;
  if (isMallTrouble(error) && error.code !== 'mall.refusing') return { kind: 'unasked', reason: error.words };
  switch (error.code) {
    case 'key.function-off':
      return { kind: 'switched-off' };
    case 'key.refused': {
      const { expiresAt } = credential;
      return expiresAt !== undefined && expiresAt < now
        ? { kind: 'key-expired', at: expiresAt }
        : { kind: 'key-refused' };
    }
    case 'mall.refused':
    case 'mall.refusing':
    case 'mall.unreadable':
    case 'mall.too-large':
      return { kind: 'unusable', reason: error.words };
    default:
      throw error;
  }
}

export interface Verification {
  readonly verified: readonly ShopVerification[];
  /** Untried shops, after too many failures of their mall in a row. */
  readonly left: readonly Shop[];
}

const shopsAtOnce = 64;
/** Unanswered shops of a mall in a row after which the rest are left. */
export const failuresInARowMax = 20;

/** Verifies shops in parallel, without running into every time-out of a mall that is away. */
export async function verifyShops(
  ports: Pick<Ports, 'malls' | 'clock' | 'shops' | 'pauses' | 'log' | 'merchants'>,
  shops: readonly Shop[],
  onProgress: (done: number, bad: number) => void,
): Promise<Verification> {
  const [merchants, pauses] = await Promise.all([ports.merchants.list(), ports.pauses.list()]);
  const byId = new Map(merchants.map((merchant) => [merchant.id, merchant]));
  const merchantOf = ({ merchant }: Shop): Merchant => byId.get(merchant) ?? bareMerchant(merchant, ports.clock.now());
  const pacer = createPacer(ports.clock);
  const found = new Map<string, ShopVerification>();
  const breakerOf = createBreakers<MallName>(failuresInARowMax);
  let bad = 0;
  await eachLimited(shops, shopsAtOnce, async (shop) => {
    const breaker = breakerOf(shop.mall);
    if (breaker.isOpen()) return;
    const verification = await verifyShop(ports, shop, merchantOf(shop).features, { pacer, pauses });
    const nothingAsked = verification.checks.every(({ verdict }) => verdict.kind === 'unasked');
    if (nothingAsked) breaker.failed();
    else breaker.succeeded();
    found.set(shop.key, verification);
    if (!isWell(verification)) bad++;
    onProgress(found.size, bad);
  });
  return {
    verified: shops.flatMap(({ key }) => found.get(key) ?? []),
    left: shops.filter(({ key }) => !found.has(key)),
  };
}
