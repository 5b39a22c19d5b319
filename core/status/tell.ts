import type { EpochMs } from '../kernel/index.ts';
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

/** A request that has ended. */
type Ended = OrderKey &
  Pick<TargetRequest, 'id' | 'content' | 'requestedAt'> & {
    readonly state: Extract<PushState, { readonly at: EpochMs }>;
  };

type Noted = OrderKey & Pick<TargetRequest, 'id'> & { readonly state: PushState };

/** The news of how a request ended. */
export function newsOf({ shop, orderNumber, id, content, state, requestedAt }: Ended): PushNews {
  // A repeated request has another moment, and its end is other news.
  const name = `${shop}#${orderNumber}#${id}#${requestedAt}#${state.kind}`;
  const common = { id: name, shop, orderNumber, pushId: id, pushKind: content.kind } as const;
  switch (state.kind) {
    case 'confirmed':
      return { kind: 'StatusPushConfirmed', ...common };
    case 'failed':
      return { kind: 'StatusPushFailed', ...common, reason: state.reason, who: state.who };
    case 'withdrawn':
      return { kind: 'StatusPushWithdrawn', ...common, reason: state.reason ?? 'taken-back' };
  }
}

/** Notes failures among ended requests and publishes how each ended. Returns those whose news the bus accepted. */
export async function publishNews<One extends Ended>(
  ports: Pick<Ports, 'bus' | 'clock' | 'log' | 'digests' | 'shops'>,
  unpublished: readonly One[],
): Promise<ReadonlySet<One>> {
  if (unpublished.length === 0) return new Set();
  await noteFailures(ports, unpublished);
  const accepted = await ports.bus.tellPushes(unpublished.map(newsOf));
  const isTold = (push: One): boolean => accepted.has(newsOf(push).id);
  const refused = unpublished.filter((push) => !isTold(push));
  const waiting = refused.map(({ shop, state }) => ({ mall: mallOf(shop), since: state.at }));
  tellRefused(ports.log, 'pushes', waiting, unpublished.length, ports.clock.now());
  return new Set(unpublished.filter(isTold));
}

/**
 * Notes failures for which a merchant must act, so that a mail tells them. Runs after the rows are written and before they are noted as published:
 * after a crash it runs again, and the same failure noted again stays one.
 */
export async function noteFailures(
  ports: Pick<Ports, 'digests' | 'shops' | 'clock'>,
  pushes: readonly Noted[],
): Promise<void> {
  for (const [shop, failures] of Map.groupBy(pushes.flatMap(notedOf), (failure): ShopKey => failure.shop)) {
    // The merchant of a removed shop gets no mail about it.
    const merchant = (await ports.shops.get(shop))?.merchant;
    if (merchant === undefined) continue;
    await changeDigest(ports, merchant, (digest) => withFailures(digest, merchant, failures, ports.clock.now()));
  }
}

function notedOf({ shop, orderNumber, id, state }: Noted): NotedFailure[] {
  if (state.kind !== 'failed' || state.who !== 'merchant') return [];
  return [{ shop, orderNumber, push: id, at: state.at }];
}
