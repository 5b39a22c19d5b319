import { type NotedFailure, type Push, type PushNews, type ShopKey, withFailures } from '../model/index.ts';
import { changeDigest, type Ports } from '../ports/index.ts';

/** The news of a push that has ended; null of one that has not. */
export function newsOf({ shop, orderNumber, id, content, state, requestedAt }: Push): PushNews | null {
  // A repeated request has another moment, and its end is other news.
  const common = { shop, orderNumber, pushId: id, pushKind: content.kind } as const;
  const name = `${shop}#${orderNumber}#${id}#${requestedAt}`;
  switch (state.kind) {
    case 'confirmed':
      return { id: `${name}#confirmed`, kind: 'StatusPushConfirmed', ...common };
    case 'failed':
      return { id: `${name}#failed`, kind: 'StatusPushFailed', ...common, reason: state.reason, who: state.who };
    case 'withdrawn':
      return { id: `${name}#withdrawn`, kind: 'StatusPushWithdrawn', ...common, reason: state.reason ?? 'taken-back' };
    case 'requested':
    case 'pushing':
    case 'held':
    case 'retrying':
      return null;
  }
}

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
    // The merchant of a removed shop gets no mail about it.
    const merchant = (await ports.shops.get(shop))?.merchant;
    if (merchant === undefined) continue;
    await changeDigest(ports, merchant, (digest) => withFailures(digest, merchant, failures, ports.clock.now()));
  }
}

function notedOf({ shop, orderNumber, id, state }: Push): NotedFailure[] {
  if (state.kind !== 'failed' || state.who !== 'merchant') return [];
  return [{ shop, orderNumber, push: id, at: state.at }];
}
