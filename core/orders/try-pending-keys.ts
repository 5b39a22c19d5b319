import { TsunagiError } from '../errors.ts';
import { pendingOf, pendingTryDue } from '../merchants/pending-key.ts';
import { promotePending } from '../merchants/promote-pending.ts';
import type { Shop, ShopKey } from '../merchants/shop.ts';
import { eachLimited } from '../pacing/limited.ts';
import { holdingPause } from '../pause/pause.ts';
import { pausesOf } from '../pause/standing.ts';
import type { Round } from './visit-shops.ts';

/**
 * Tries the keys that wait, before the shops are visited: the key before them may be dead already, and then its shop is paused and
 * nobody visits it. Any other pause holds this, too. What goes wrong with one key is written down, and holds nobody up. Gives back the
 * shops as they are afterwards, in the same order. A round in which no key waits costs nothing.
 */
export async function tryPendingKeys(round: Round, shops: readonly Shop[]): Promise<readonly Shop[]> {
  const { ports, settings, memory, budget } = round;
  const now = ports.clock.now();
  const due = shops.filter((shop) => {
    const pending = pendingOf(shop);
    return pending !== null && pendingTryDue(pending, memory.pendingTried.get(shop.key) ?? null, now);
  });
  if (due.length === 0) return shops;
  const pauses = pausesOf(await memory.standing.read(ports.pauses), now);
  const others = pauses.filter(({ cause }) => cause !== 'credentials');
  const promoted = new Map<ShopKey, Shop>();
  await eachLimited(due, settings.shopsAtOnce, async (shop) => {
    if (budget.remainingMs() <= settings.callReserveMs || holdingPause(others, shop, now) !== null) return;
    memory.pendingTried.set(shop.key, now);
    try {
      const promotion = await promotePending(ports, shop, memory.pacer, pauses);
      if (promotion.kind === 'promoted') promoted.set(shop.key, promotion.shop);
    } catch (error) {
      // Whatever it is, the shops of the round are visited: each with the key it has.
      ports.log.error('key.try-broke', { shop: shop.key, ...nameOf(error) });
    }
  });
  return shops.map((shop) => promoted.get(shop.key) ?? shop);
}

/** Of an error that is not ours only the name: its message may quote a key. */
function nameOf(error: unknown): { readonly code: string } | { readonly error: string } {
  if (error instanceof TsunagiError) return { code: error.code };
  return { error: error instanceof Error ? error.name : typeof error };
}
