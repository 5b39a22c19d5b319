import { type EpochMs, isUnheard, minuteMs, TsunagiError, type Verdict, verdictOf } from '../kernel/index.ts';
import {
  type Capability,
  capabilities,
  type HealthSettings,
  holdingPause,
  type MallName,
  type Pause,
  pendingOf,
  type Shop,
  type ShopKey,
  withPendingKey,
} from '../model/index.ts';
import type { Clock, Ports, ShopStore } from '../ports/index.ts';
import { noteKeyRefused } from '../session/index.ts';
import type { Laggards } from './recovery-progress.ts';

export interface ProbeResult {
  readonly shop: ShopKey;
  readonly at: EpochMs;
  readonly verdict: Extract<Verdict, 'answered' | 'failed' | 'throttled'>;
  readonly unheard: boolean;
  /** Lead of the mall's clock; null if the answer had no time. */
  readonly mallAheadMs: number | null;
  readonly tookMs: number;
}

export interface ProbeContext {
  readonly ports: Pick<Ports, 'clock' | 'log' | 'malls' | 'shops' | 'pauses'>;
  readonly canaries: Canaries;
  readonly pauses: readonly Pause[];
  /** Capabilities also probed by calls that workers need the quota for. */
  readonly closely: ReadonlySet<Capability>;
}

const shopsMax = 5;

/** A refused key says nothing about the mall: its shop is paused and the next one asked. Null if none is left. */
export async function probe(context: ProbeContext, capability: Capability): Promise<ProbeResult | null> {
  const { ports, canaries } = context;
  for (let tries = 0; tries < shopsMax; tries++) {
    const shop = canaries.next(capability);
    if (shop === null) return null;
    const at = ports.clock.now();
    const { error, mallTime } = await askShop(context, shop, capability);
    const verdict = verdictOf(error);
    const endedAt = ports.clock.now();
    const mallAheadMs = mallTime === null ? null : mallTime - endedAt;
    switch (verdict) {
      case 'answered':
      case 'failed':
      case 'throttled':
        return { shop: shop.key, at, verdict, unheard: isUnheard(error), mallAheadMs, tookMs: endedAt - at };
      case 'key':
        await noteRefusal(context, shop, capability, error as TsunagiError);
        break;
      case 'ours':
        // An unopenable credential concerns the shop; anything else is our failure and must alarm.
        if (!(error instanceof TsunagiError) || error.code !== 'key.unreadable') throw error;
        canaries.drop(shop.key);
    }
  }
  return null;
}

/** Null verdict if answered; the mall's clock if told. */
type Asked = Awaited<ReturnType<typeof probeShop>>;

/**
 * A refused key is followed by the waiting one: outages hold the import, which alone promotes keys, so a mall whose shops all wait for new
 * keys would stay down forever.
 */
async function askShop(context: ProbeContext, shop: Shop, capability: Capability): Promise<Asked> {
  const asked = await probeShop(context, shop, capability);
  const pending = pendingOf(shop);
  if (verdictOf(asked.error) !== 'key' || pending === null) return asked;
  const again = await probeShop(context, withPendingKey(shop, pending), capability);
  return verdictOf(again.error) === 'answered' ? again : asked;
}

async function probeShop(
  { ports, closely }: ProbeContext,
  shop: Shop,
  capability: Capability,
): Promise<{ readonly error: unknown; readonly mallTime: EpochMs | null }> {
  try {
    const mall = await ports.malls.shop(shop);
    return { error: null, mallTime: await mall.probe(capability, closely.has(capability)) };
  } catch (error) {
    return { error, mallTime: null };
  }
}

/** A refused key pauses its shop. A function that is off, unless the import needs it, only excludes the shop here. */
async function noteRefusal(
  context: ProbeContext,
  shop: Shop,
  capability: Capability,
  error: TsunagiError,
): Promise<void> {
  const { ports, canaries, pauses } = context;
  const concernsImport = error.code === 'key.refused' || capability === 'import';
  canaries.drop(shop.key, concernsImport ? undefined : capability);
  if (!concernsImport) return;
  const present = await ports.shops.get(shop.key);
  canaries.renew(shop.key, present);
  // The shop has another key by now, which was not refused.
  if (present?.credential.version !== shop.credential.version) return;
  await noteKeyRefused(ports, shop, pauses, error);
  ports.log.warn('shop.key-refused', { shop: shop.key, code: error.code, requestId: error.context.requestId ?? null });
}

interface Canaries {
  next(capability: Capability): Shop | null;
  drop(key: ShopKey, capability?: Capability): void;
  /** Rate of all shops; null if too many to count. */
  readonly callsPerSecond: number | null;
  /** Remembers the shop as it is now; null if gone. */
  renew(key: ShopKey, shop: Shop | null): void;
}

/** Memory between runs; losing it costs a few reads. */
export interface CanaryMemory {
  readonly shopsByMall: Map<MallName, KnownShops>;
  /** Rotation of probes over the shops. */
  readonly turns: Map<string, number>;
  /** Milliseconds by a mall's last answer: mostly needed while it is silent. */
  readonly mallAheadMs: Map<MallName, number>;
  /** Malls unreachable through our own network in the last run or at the start of this one. */
  readonly cutOff: Set<MallName>;
  readonly laggards: Laggards;
}

interface KnownShops extends Pick<Canaries, 'callsPerSecond'> {
  readonly at: EpochMs;
  readonly shops: readonly Shop[];
}

export function createCanaryMemory(): CanaryMemory {
  return { shopsByMall: new Map(), turns: new Map(), mallAheadMs: new Map(), cutOff: new Set(), laggards: new Map() };
}

/** Number of canaries below which others are searched for sooner: one bad shop would look like a bad mall. */
const tooFew = 2;

/** Shops without pause or refused key. Probes rotate over them, so that one shop's failure shows as such and none carries all probes. */
export async function chooseCanaries(
  ports: { readonly shops: Pick<ShopStore, 'some'>; readonly clock: Clock },
  settings: Pick<HealthSettings, 'canaries' | 'canaryRestMs' | 'shopsCounted'>,
  memory: CanaryMemory,
  mall: MallName,
  pauses: readonly Pause[],
): Promise<Canaries> {
  const now = ports.clock.now();
  // The mall's own pause does not matter: its state must be known when that is lifted.
  const ofShops = pauses.filter(({ scope }) => scope !== mall);
  const fitFor = (capability: Capability, shops: readonly Shop[]): Shop[] =>
    shops.filter((shop) => holdingPause(ofShops, shop, now, capability) === null);

  let known = memory.shopsByMall.get(mall);
  const isShort = known !== undefined && fitFor('import', known.shops).length < tooFew;
  const restMs = isShort ? minuteMs : settings.canaryRestMs;
  if (known === undefined || Math.abs(now - known.at) >= restMs) {
    const shops = await ports.shops.some(mall, settings.shopsCounted + 1);
    const callsPerSecond =
      shops.length > settings.shopsCounted ? null : shops.reduce((sum, shop) => sum + shop.callsPerSecond, 0);
    known = { at: now, shops: shops.slice(0, settings.canaries), callsPerSecond };
    memory.shopsByMall.set(mall, known);
  }
  const { shops, callsPerSecond } = known;
  const fit = new Map(capabilities.map((capability) => [capability, fitFor(capability, shops)]));
  return {
    callsPerSecond,
    next(capability) {
      const candidates = fit.get(capability) ?? [];
      // Capabilities start at different shops, so that simultaneous probes ask several.
      const turn = memory.turns.get(`${mall}#${capability}`) ?? capabilities.indexOf(capability);
      memory.turns.set(`${mall}#${capability}`, turn + 1);
      return candidates[turn % Math.max(1, candidates.length)] ?? null;
    },
    drop(key, capability) {
      for (const one of capability === undefined ? capabilities : [capability]) {
        fit.set(
          one,
          (fit.get(one) ?? []).filter((shop) => shop.key !== key),
        );
      }
    },
    renew(key, shop) {
      const standing = memory.shopsByMall.get(mall);
      if (standing === undefined) return;
      const renewed = standing.shops.flatMap((one) => (one.key === key ? (shop ?? []) : one));
      memory.shopsByMall.set(mall, { ...standing, shops: renewed });
    },
  };
}
