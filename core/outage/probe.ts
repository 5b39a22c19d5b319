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

/** What one probe found. */
export interface ProbeResult {
  readonly shop: ShopKey;
  readonly at: EpochMs;
  readonly verdict: Extract<Verdict, 'answered' | 'failed' | 'throttled'>;
  /** True when the mall did not answer. */
  readonly unheard: boolean;
  /** How far the mall's clock is ahead of ours, in ms; null where the answer contained no time. */
  readonly mallAheadMs: number | null;
  /** How long it took. */
  readonly tookMs: number;
}

/** What a probe stands on. */
export interface ProbeContext {
  readonly ports: Pick<Ports, 'clock' | 'log' | 'malls' | 'shops' | 'pauses'>;
  readonly canaries: Canaries;
  /** The pauses that stood when the run began. */
  readonly pauses: readonly Pause[];
  /** What is to be asked for by the calls, too, that workers need the mall's quota for. */
  readonly closely: ReadonlySet<Capability>;
}

/** Shops one probe falls back over, where key after key is refused. */
const shopsMax = 5;

/**
 * Probes a capability on the next canary. A shop whose key is refused says nothing about the mall: it gets its own pause, and the
 * next shop is asked. Null when no shop was left to ask.
 */
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
        // A credential that cannot be opened concerns the shop; anything else is our own failure, and must raise an alarm.
        if (!(error instanceof TsunagiError) || error.code !== 'key.unreadable') throw error;
        canaries.drop(shop.key);
    }
  }
  return null;
}

/** The result of one call to a shop: null where it was answered; and the mall's clock, where the answer contains it. */
type Asked = Awaited<ReturnType<typeof probeShop>>;

/**
 * Asks with the shop's key, and if the mall refuses it, with the key that waits to replace it. An outage holds the import, which
 * alone lets a waiting key take over: if no probe used it, a mall all of whose shops wait for their new keys would stay down forever.
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

/**
 * A refused key pauses its shop. A function that is switched off does not affect the import unless the import needs it:
 * the shop is only left out here.
 */
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
  // The shop has another key by now, and that one was not refused.
  if (present?.credential.version !== shop.credential.version) return;
  await noteKeyRefused(ports, shop, pauses, error);
  ports.log.warn('shop.key-refused', { shop: shop.key, code: error.code, requestId: error.context.requestId ?? null });
}

/** The shops that one run's probes of a mall may ask for. */
interface Canaries {
  /** The next shop for a probe of this capability; null when none is left. */
  next(capability: Capability): Shop | null;
  /** Takes a shop out of this run, for one capability or for all. */
  drop(key: ShopKey, capability?: Capability): void;
  /** The calls a second that all shops of the mall may make together; null where there are more shops than are counted. */
  readonly callsPerSecond: number | null;
  /** Lets the next runs know a shop as it is now; null when it is gone. */
  renew(key: ShopKey, shop: Shop | null): void;
}

/** What a process keeps of canaries between runs; losing it costs a few reads. */
export interface CanaryMemory {
  readonly shopsByMall: Map<MallName, KnownShops>;
  /** Which shop's turn it is, so that probes go over all of them. */
  readonly turns: Map<string, number>;
  /** How far a mall's clock is ahead of ours, in ms, by its last answer: it is silent when this is needed most. */
  readonly mallAheadMs: Map<MallName, number>;
  /** Malls that the last run, or the beginning of this one, could not reach because of our own network. */
  readonly cutOff: Set<MallName>;
  readonly laggards: Laggards;
}

/** The canaries of a mall, and what all its shops ask for, as they were when they were read. */
interface KnownShops extends Pick<Canaries, 'callsPerSecond'> {
  readonly at: EpochMs;
  readonly shops: readonly Shop[];
}

/** An empty memory, as a fresh process has it. */
export function createCanaryMemory(): CanaryMemory {
  return { shopsByMall: new Map(), turns: new Map(), mallAheadMs: new Map(), cutOff: new Set(), laggards: new Map() };
}

/** With fewer canaries than this, one bad shop looks like a bad mall, so others are searched for sooner. */
const tooFew = 2;

/**
 * Chooses the canaries of a run: some shops of the mall that are not paused and whose key is not refused. Probes go over
 * all of them in turn, so that a failure of one shop shows as such, and so that no shop carries all probes.
 */
export async function chooseCanaries(
  ports: { readonly shops: Pick<ShopStore, 'some'>; readonly clock: Clock },
  settings: Pick<HealthSettings, 'canaries' | 'canaryRestMs' | 'shopsCounted'>,
  memory: CanaryMemory,
  mall: MallName,
  pauses: readonly Pause[],
): Promise<Canaries> {
  const now = ports.clock.now();
  // A pause of the whole mall is no reason: how the mall stands must be known when it is lifted.
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
      // Capabilities begin at different shops: what is asked at the same time is asked of several.
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
