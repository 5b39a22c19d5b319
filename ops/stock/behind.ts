import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import { pausesOf, type Shop } from '../../core/model/index.ts';
import type { OpsContext } from '../frame/command.ts';
import { shopState } from '../shops/shop-state.ts';

/** The shops among these whose import has not come to a moment yet, and does not within minutes. */
export async function shopsBehind(
  { ports, importSettings }: Pick<OpsContext, 'ports' | 'importSettings'>,
  shops: readonly Shop[],
  at: EpochMs,
): Promise<Shop[]> {
  const now = ports.clock.now();
  const pauses = pausesOf(await ports.pauses.standing(), now);
  return shops.filter((shop) => {
    const { kind } = shopState(shop, pauses, importSettings, now);
    return (kind === 'behind' || kind === 'paused') && shop.cursor < at;
  });
}

/** What a count means for orders that are yet to be imported (`docs/decisions/0020-stock.md`). */
export function behindText({ key, cursor }: Shop, at: EpochMs): string {
  return `warning: ${key} is imported up to ${jstText(cursor)}. Its orders placed from then to the count (${jstText(at)}) are taken as counted: the count must not include their goods.`;
}
