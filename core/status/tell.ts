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

type Ended = OrderKey &
  Pick<TargetRequest, 'id' | 'content' | 'requestedAt'> & {
    readonly state: Extract<PushState, { readonly at: EpochMs }>;
  };

type Noted = OrderKey & Pick<TargetRequest, 'id'> & { readonly state: PushState };

/** News of an ended request. */
export function newsOf({ shop, orderNumber, id, content, state, requestedAt }: Ended, merchant?: string): PushNews {
  // A repeated request has another moment, so its end is other news.
  const name = `${shop}#${orderNumber}#${id}#${requestedAt}#${state.kind}`;
  const ofMerchant = merchant === undefined ? {} : { merchant };
  const common = {
    ...{ id: name, shop, ...ofMerchant, orderNumber, pushId: id, pushKind: content.kind, at: state.at },
  } as const;
  switch (state.kind) {
    case 'confirmed':
      return { kind: 'StatusPushConfirmed', ...common };
    case 'failed':
      return { kind: 'StatusPushFailed', ...common, reason: state.reason, who: state.who };
    case 'withdrawn':
      return { kind: 'StatusPushWithdrawn', ...common, reason: state.reason ?? 'taken-back' };
  }
}

/** Notes failures and publishes ends; returns requests whose news was accepted. */
export async function publishNews<One extends Ended>(
  ports: Pick<Ports, 'bus' | 'clock' | 'log' | 'digests' | 'shops'>,
  unpublished: readonly One[],
  merchant?: string,
): Promise<ReadonlySet<One>> {
  if (unpublished.length === 0) return new Set();
  await noteFailures(ports, unpublished);
  const accepted = await ports.bus.tellPushes(unpublished.map((push) => newsOf(push, merchant)));
  const isTold = (push: One): boolean => accepted.has(newsOf(push).id);
  const refused = unpublished.filter((push) => !isTold(push));
  const waiting = refused.map(({ shop, state }) => ({ mall: mallOf(shop), since: state.at }));
  tellRefused(ports.log, 'pushes', waiting, unpublished.length, ports.clock.now());
  return new Set(unpublished.filter(isTold));
}

/**
 * Notes failures for merchants' mails. Runs between writing rows and marking them as published, so that a crash repeats this; a failure
 * noted twice stays one.
 */
export async function noteFailures(
  ports: Pick<Ports, 'digests' | 'shops' | 'clock'>,
  pushes: readonly Noted[],
): Promise<void> {
  for (const [shop, failures] of Map.groupBy(pushes.flatMap(notedOf), (failure): ShopKey => failure.shop)) {
    // No mail about a removed shop.
    const merchant = (await ports.shops.get(shop))?.merchant;
    if (merchant === undefined) continue;
    await changeDigest(ports, merchant, (digest) => withFailures(digest, merchant, failures, ports.clock.now()));
  }
}

function notedOf({ shop, orderNumber, id, state }: Noted): NotedFailure[] {
  if (state.kind !== 'failed' || state.who !== 'merchant') return [];
  return [{ shop, orderNumber, push: id, at: state.at }];
}
