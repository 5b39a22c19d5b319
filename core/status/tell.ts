import {
  mallOf,
  type NotedFailure,
  type PushNews,
  type PushState,
  type ShopKey,
  type TargetRequest,
  withFailures,
} from '../model/index.ts';
import { changeDigest, type OrderKey, type Ports, tellRefused } from '../ports/index.ts';

type Asked = OrderKey & Pick<TargetRequest, 'id' | 'content' | 'requestedAt'> & { readonly state: PushState };

/** The news of a request that has ended; null of one that has not. */
export function newsOf({ shop, orderNumber, id, content, state, requestedAt }: Asked): PushNews | null {
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

/** Notes failures among ended requests and publishes how each ended. Returns those whose news the bus accepted, or that have none. */
export async function publishNews<One extends Asked>(
  ports: Pick<Ports, 'bus' | 'clock' | 'log' | 'digests' | 'shops'>,
  unpublished: readonly One[],
): Promise<ReadonlySet<One>> {
  if (unpublished.length === 0) return new Set();
  const news = unpublished.map(newsOf).filter((one) => one !== null);
  await noteFailures(ports, unpublished);
  const accepted = news.length === 0 ? new Set<string>() : await ports.bus.tellPushes(news);
  const isTold = (push: One): boolean => {
    const own = newsOf(push);
    return own === null || accepted.has(own.id);
  };
  const refused = unpublished.filter((push) => !isTold(push));
  const waiting = refused.map((push) => ({
    mall: mallOf(push.shop),
    since: 'at' in push.state ? push.state.at : push.requestedAt,
  }));
  tellRefused(ports.log, 'pushes', waiting, news.length, ports.clock.now());
  return new Set(unpublished.filter(isTold));
}

/**
 * Notes failures for which a merchant must act, so that a mail tells them. Runs after the rows are written and before they are noted as published:
 * after a crash it runs again, and the same failure noted again stays one.
 */
export async function noteFailures(
  ports: Pick<Ports, 'digests' | 'shops' | 'clock'>,
  pushes: readonly Pick<Asked, keyof OrderKey | 'id' | 'state'>[],
): Promise<void> {
  for (const [shop, failures] of Map.groupBy(pushes.flatMap(notedOf), (failure): ShopKey => failure.shop)) {
    // The merchant of a removed shop gets no mail about it.
    const merchant = (await ports.shops.get(shop))?.merchant;
    if (merchant === undefined) continue;
    await changeDigest(ports, merchant, (digest) => withFailures(digest, merchant, failures, ports.clock.now()));
  }
}

function notedOf({ shop, orderNumber, id, state }: Pick<Asked, keyof OrderKey | 'id' | 'state'>): NotedFailure[] {
  if (state.kind !== 'failed' || state.who !== 'merchant') return [];
  return [{ shop, orderNumber, push: id, at: state.at }];
}
