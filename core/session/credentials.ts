import { keyErrorCode, minuteMs, Sentence, type TsunagiError } from '../kernel/index.ts';
import type { Pause, Shop } from '../model/index.ts';
import type { Ports } from '../ports/index.ts';
import type { Gate } from './gate.ts';
import type { ShopSession } from './session.ts';

/** Interval of retrying a refused key or a function that is off: RMS refuses fresh keys for some minutes. */
export const keyRetryMs = 10 * minuteMs;

/** Pauses a shop by its key's version, so that a new key lifts the pause at once. */
export async function noteKeyRefused(
  ports: Pick<Ports, 'pauses' | 'clock'>,
  shop: Shop,
  pauses: readonly Pause[],
  error: TsunagiError,
  by = 'import',
): Promise<void> {
  const now = ports.clock.now();
  const standing = credentialsPause(shop, pauses);
  const code = keyErrorCode(error);
  const sameKey = standing?.credentialVersion === shop.credential.version;
  await ports.pauses.set({
    cause: 'credentials',
    scope: shop.key,
    since: sameKey ? standing.since : now,
    by,
    note: error.message,
    ...(error.words instanceof Sentence ? { words: error.words } : {}),
    ...(code === null ? {} : { code }),
    ...(error.context.function === undefined ? {} : { function: error.context.function }),
    credentialVersion: shop.credential.version,
    retryAt: now + keyRetryMs,
  });
}

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

export type KeyUser = Pick<ShopSession, 'shop' | 'heldBy' | 'stopped' | 'keyWorks'>;

export async function noteKeyAfter(
  ports: Pick<Ports, 'pauses' | 'clock' | 'log'>,
  run: KeyUser,
  gate: Pick<Gate, 'pauses'>,
  by: string,
): Promise<void> {
  const { shop } = run;
  const error = run.stopped();
  if (run.heldBy() === 'credentials' && error !== null && error.code !== 'shop.held') {
    await noteKeyRefused(ports, shop, await gate.pauses(), error, by);
    const { code, context } = error;
    ports.log.warn('shop.key-refused', { shop: shop.key, code, requestId: context.requestId ?? null });
  } else if (run.keyWorks()) {
    await noteKeyWorks(ports, shop, await gate.pauses());
  }
}

function credentialsPause(shop: Shop, pauses: readonly Pause[]): Pause | undefined {
  return pauses.find((pause) => pause.cause === 'credentials' && pause.scope === shop.key);
}
