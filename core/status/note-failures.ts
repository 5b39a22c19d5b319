import type { ShopKey } from '../merchants/shop.ts';
import { changeDigest } from '../notices/change-digest.ts';
import { type NotedFailure, withFailures } from '../notices/digest.ts';
import type { Ports } from '../ports/index.ts';
import type { Push } from './push.ts';

/**
 * Notes failed pushes for which their merchant must act, so that a mail tells them; other pushes are passed over. Called once
 * the failed rows are written and before the bus is noted as told: so after a crash it is called again, and the same failure
 * noted again stays one. Costs one read of the shop, one read and one write, where there is anything to note.
 */
export async function noteFailures(
  ports: Pick<Ports, 'digests' | 'shops' | 'clock'>,
  pushes: readonly Push[],
): Promise<void> {
  for (const [shop, failures] of Map.groupBy(pushes.flatMap(notedOf), (failure): ShopKey => failure.shop)) {
    // A removed shop's merchant is not written to about it.
    const merchant = (await ports.shops.get(shop))?.merchant;
    if (merchant === undefined) continue;
    await changeDigest(ports, merchant, (digest) => withFailures(digest, merchant, failures, ports.clock.now()));
  }
}

function notedOf({ shop, orderNumber, id, state }: Push): NotedFailure[] {
  if (state.kind !== 'failed' || state.who !== 'merchant') return [];
  return [{ shop, orderNumber, push: id, at: state.at }];
}
