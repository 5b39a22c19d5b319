import type { TsunagiError } from '../errors.ts';
import type { Shop } from '../merchants/shop.ts';
import type { ImportSettings } from '../orders/settings.ts';
import type { Ports } from '../ports/index.ts';
import type { Pause } from './pause.ts';

/**
 * Pauses one shop because the mall refuses its key. Never an outage: the other shops go on. The pause names the refused
 * key's version, so a new key lifts it at once, and the same key is tried again now and then, because RMS refuses even a
 * fresh key for some minutes after it was issued.
 */
export async function noteKeyRefused(
  ports: Pick<Ports, 'pauses' | 'clock'>,
  settings: Pick<ImportSettings, 'keyRetryMs'>,
  shop: Shop,
  pauses: readonly Pause[],
  error: TsunagiError,
  by = 'import',
): Promise<void> {
  const now = ports.clock.now();
  const standing = credentialsPause(shop, pauses);
  const sameKey = standing?.credentialVersion === shop.credential.version;
  await ports.pauses.set({
    cause: 'credentials',
    scope: shop.key,
    since: sameKey ? standing.since : now,
    by,
    note: error.message,
    credentialVersion: shop.credential.version,
    retryAt: now + settings.keyRetryMs,
  });
}

/** Lifts a shop's credentials pause after the mall answered it; does nothing when there is none. */
export async function noteKeyWorks(
  ports: Pick<Ports, 'pauses' | 'log'>,
  shop: Shop,
  pauses: readonly Pause[],
): Promise<void> {
  const standing = credentialsPause(shop, pauses);
  if (!standing) return;
  await ports.pauses.lift(standing);
  ports.log.info('pause.lifted', { shop: shop.key, cause: 'credentials' });
}

function credentialsPause(shop: Shop, pauses: readonly Pause[]): Pause | undefined {
  return pauses.find((pause) => pause.cause === 'credentials' && pause.scope === shop.key);
}
