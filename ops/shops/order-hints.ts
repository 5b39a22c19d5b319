import { secondMs, TsunagiError, type Words } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import type { HintSubscription } from '../../core/ports/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { OpsContext } from '../frame/command.ts';
import { t } from '../language/language.ts';

/** How it stands with a mall's messages about a shop's changed orders. Nothing but seconds depends on them. */
export type HintStanding =
  | HintSubscription
  | { readonly kind: 'refused'; readonly reason: Words }
  /** This installation was deployed before it had a queue for them. */
  | { readonly kind: 'no-queue' };

/** A mall's limit for such calls of an application (Amazon: one a second). */
const restMs = secondMs;

/**
 * Has the malls send their messages about changed orders of some shops to this installation, one shop after the other. Shops of malls that send
 * none are left out.
 */
export async function subscribeHints(
  context: Pick<OpsContext, 'ports' | 'variables' | 'variablesOfAll'>,
  shops: readonly Shop[],
): Promise<ReadonlyMap<Shop, HintStanding>> {
  const { ports } = context;
  const sending = shops.filter(({ mall }) => ports.malls.traits(mall).hintIn !== undefined);
  const standings = new Map<Shop, HintStanding>();
  if (sending.length === 0) return standings;
  const { ORDER_HINTS_QUEUE_ARN: queueArn } = (await context.variablesOfAll?.()) ?? context.variables ?? {};
  for (const shop of sending) {
    if (standings.size > 0) await ports.clock.sleep(restMs);
    standings.set(shop, queueArn === undefined ? { kind: 'no-queue' } : await subscribe(context, shop, queueArn));
  }
  return standings;
}

async function subscribe({ ports }: Pick<OpsContext, 'ports'>, shop: Shop, queueArn: string): Promise<HintStanding> {
  try {
    const mall = await ports.malls.shop(shop);
    return (await mall.subscribeHints?.(queueArn)) ?? { kind: 'no-queue' };
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    return { kind: 'refused', reason: error.words };
  }
}

/** What it means, and what to do, in sentences. */
export function hintText({ mall }: Pick<Shop, 'mall'>, standing: HintStanding): string {
  const { shortName } = mallDesks.of(mall);
  const late = t`Until then orders come with the listing, minutes later, and none is lost.`;
  switch (standing.kind) {
    case 'subscribed':
      return standing.isNew
        ? t`${shortName} sends messages about changed orders from now on: an order comes as soon as its message, and with the listing where none comes.`
        : t`${shortName} sends messages about changed orders: an order comes as soon as its message, and with the listing where none comes.`;
    case 'elsewhere':
      return t`${shortName} sends the messages about this seller's changed orders to another queue of the same application, and to one only. Delete that subscription (deleteSubscriptionById) and run ops shops verify again. ${late}`;
    case 'refused':
      return t`${shortName} does not send messages about changed orders: ${standing.reason} Then run ops shops verify again. ${late}`;
    case 'no-queue':
      return t`This installation has no queue for the messages of ${shortName} about changed orders: deploy it again, then run ops shops verify. ${late}`;
  }
}
