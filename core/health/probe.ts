import { TsunagiError } from '../errors.ts';
import { pendingOf, withPendingKey } from '../merchants/pending-key.ts';
import type { Shop, ShopKey } from '../merchants/shop.ts';
import { noteKeyRefused } from '../pause/credentials.ts';
import type { Pause } from '../pause/pause.ts';
import type { Ports } from '../ports/index.ts';
import type { EpochMs } from '../units.ts';
import type { Canaries } from './canaries.ts';
import type { Capability } from './capability.ts';
import { isUnheard, type Verdict, verdictOf } from './evidence.ts';

/** What one probe found. */
export interface ProbeResult {
  readonly shop: ShopKey;
  readonly at: EpochMs;
  readonly verdict: Extract<Verdict, 'answered' | 'failed' | 'throttled'>;
  /** True when no answer of the mall was heard. */
  readonly unheard: boolean;
  /** How far the mall's clock is ahead of ours, in ms; null where it did not tell. */
  readonly mallAheadMs: number | null;
}

/** What a probe stands on. */
export interface ProbeContext {
  readonly ports: Pick<Ports, 'clock' | 'log' | 'malls' | 'shops' | 'pauses'>;
  readonly settings: { readonly keyRetryMs: number };
  readonly canaries: Canaries;
  /** The pauses that stood when the run began. */
  readonly pauses: readonly Pause[];
  /** What is to be asked for by a call that would change something, too. */
  readonly bothWays: ReadonlySet<Capability>;
}

/** Shops one probe falls back over, where key after key is refused. */
const shopsMax = 5;

/**
 * Probes a capability on the next canary. A shop whose key is refused says nothing of the mall: it gets its own pause, and the
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
    const mallAheadMs = mallTime === null ? null : mallTime - ports.clock.now();
    switch (verdict) {
      case 'answered':
      case 'failed':
      case 'throttled':
        return { shop: shop.key, at, verdict, unheard: isUnheard(error), mallAheadMs };
      case 'key':
        await noteRefusal(context, shop, capability, error as TsunagiError);
        break;
      case 'ours':
        // A credential that does not open is the shop's trouble; anything else is ours, and somebody must hear of it.
        if (!(error instanceof TsunagiError) || error.code !== 'key.unreadable') throw error;
        canaries.drop(shop.key);
    }
  }
  return null;
}

/** What one call to a shop came to: null where it was answered; and the mall's clock, where it told. */
type Asked = Awaited<ReturnType<typeof probeShop>>;

/**
 * Asks with the shop's key, and where the mall refuses that with the one that waits to take its place. An outage holds the import, which
 * alone lets a waiting key take over: if no probe asked with it, a mall all of whose shops wait for their new keys would stay down for ever.
 */
async function askShop(context: ProbeContext, shop: Shop, capability: Capability): Promise<Asked> {
  const asked = await probeShop(context, shop, capability);
  const pending = pendingOf(shop);
  if (verdictOf(asked.error) !== 'key' || pending === null) return asked;
  const again = await probeShop(context, withPendingKey(shop, pending), capability);
  return verdictOf(again.error) === 'answered' ? again : asked;
}

async function probeShop(
  { ports, bothWays }: ProbeContext,
  shop: Shop,
  capability: Capability,
): Promise<{ readonly error: unknown; readonly mallTime: EpochMs | null }> {
  try {
    const mall = await ports.malls.shop(shop);
    return { error: null, mallTime: await mall.probe(capability, bothWays.has(capability)) };
  } catch (error) {
    return { error, mallTime: null };
  }
}

/**
 * A refused key pauses its shop. A function that is switched off is no trouble of the import's unless the import needs it:
 * the shop is only left out here.
 */
async function noteRefusal(
  context: ProbeContext,
  shop: Shop,
  capability: Capability,
  error: TsunagiError,
): Promise<void> {
  const { ports, settings, canaries, pauses } = context;
  const concernsImport = error.code === 'key.refused' || capability === 'import';
  canaries.drop(shop.key, concernsImport ? undefined : capability);
  if (!concernsImport) return;
  const present = await ports.shops.get(shop.key);
  canaries.renew(shop.key, present);
  // It has another key by now: that one was not refused.
  if (present?.credential.version !== shop.credential.version) return;
  await noteKeyRefused(ports, settings, shop, pauses, error);
  ports.log.warn('shop.key-refused', { shop: shop.key, code: error.code, requestId: error.context.requestId ?? null });
}
