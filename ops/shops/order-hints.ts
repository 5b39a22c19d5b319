import { secondMs, TsunagiError, type Words } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import type { HintSubscription, HintSubscriptions } from '../../core/ports/index.ts';
import { t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { OpsContext } from '../frame/command.ts';

/** How it stands with a mall's messages about a shop's changed orders. Nothing but seconds depends on them. */
type HintStanding =
  | HintSubscription
  | { readonly kind: 'refused'; readonly reason: Words }
  /** This installation was deployed before it had a queue for them. */
  | { readonly kind: 'no-queue' };

type LevelStanding =
  | NonNullable<HintSubscriptions['levels']>
  /** The mall sends them, and this installation does not take them: the parameter `hintSources` does not name their source. */
  | { readonly kind: 'not-taken'; readonly source: string };

export interface HintStandings {
  readonly orders: HintStanding;
  /** Absent where the mall sends none, or the others are not set up. */
  readonly levels?: LevelStanding;
}

/** A mall's limit for such calls of an application (Amazon: one a second). */
const restMs = secondMs;

/** Has the malls tell this installation about changed orders. Shops of malls that tell nothing here are left out. */
export async function subscribeHints(
  context: Pick<OpsContext, 'ports' | 'variables' | 'variablesOfAll'>,
  shops: readonly Shop[],
): Promise<ReadonlyMap<Shop, HintStandings>> {
  const { ports } = context;
  const sending = shops.filter(({ mall }) => mallDesks.of(mall).hintsTo !== undefined);
  const standings = new Map<Shop, HintStandings>();
  if (sending.length === 0) return standings;
  const variables = (await context.variablesOfAll?.()) ?? context.variables ?? {};
  const { HINT_SOURCES: sources = '' } = variables;
  for (const shop of sending) {
    const place = placeFor(shop, variables);
    if (place === null) continue;
    if (standings.size > 0) await ports.clock.sleep(restMs);
    const standing = place === 'none' ? null : await subscribe(context, shop, place, sources.split(','));
    standings.set(shop, standing ?? { orders: { kind: 'no-queue' } });
  }
  return standings;
}

/** Where a mall is to send: `none` where the queue is lacking, and null where an address is, which comes with the API. */
function placeFor({ mall }: Shop, variables: Readonly<Record<string, string | undefined>>): string | null {
  const { ORDER_HINTS_QUEUE_ARN: queueArn = 'none', HOOKS_URL: url } = variables;
  if (mallDesks.of(mall).hintsTo === 'queue') return queueArn;
  return url === undefined ? null : `${url}/${mall}`;
}

async function subscribe(
  { ports }: Pick<OpsContext, 'ports'>,
  shop: Shop,
  place: string,
  sources: readonly string[],
): Promise<HintStandings | null> {
  try {
    const mall = await ports.malls.shop(shop);
    const standings = await mall.subscribeHints?.(place);
    const { levels } = standings ?? {};
    if (standings === undefined) return null;
    const isTaken = levels?.kind !== 'subscribed' || sources.includes(levels.source);
    return isTaken ? standings : { ...standings, levels: { kind: 'not-taken', source: levels.source } };
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    return { orders: { kind: 'refused', reason: error.words } };
  }
}

export function hintsJson(shop: Pick<Shop, 'mall'>, { orders, levels }: HintStandings): object {
  return {
    orderMessages: { result: orders.kind, text: orderText(shop, orders) },
    ...(levels !== undefined && { levelMessages: { result: levels.kind, text: levelText(shop, levels) } }),
  };
}

/** What is not as it could be, in sentences; empty where all messages come. */
export function hintTroubleText(shop: Pick<Shop, 'mall'>, { orders, levels }: HintStandings): string {
  if (orders.kind !== 'subscribed') return orderText(shop, orders);
  return levels === undefined || levels.kind === 'subscribed' ? '' : levelText(shop, levels);
}

/** What both mean, and what to do, in sentences. */
export function hintText(shop: Pick<Shop, 'mall'>, { orders, levels }: HintStandings): string {
  return [orderText(shop, orders), ...(levels === undefined ? [] : [levelText(shop, levels)])].join(' ');
}

function levelText({ mall }: Pick<Shop, 'mall'>, standing: LevelStanding): string {
  const { shortName } = mallDesks.of(mall);
  switch (standing.kind) {
    case 'subscribed':
      return t`Its messages about changed levels come, too: an order of which no message comes is looked for two minutes after it was placed.`;
    case 'not-taken':
      return t`${shortName} sends messages about changed levels as well, by which an order is found two minutes after it was placed if no message about it comes. To have them, deploy with hintSources=${standing.source}.`;
    case 'elsewhere':
      return t`${shortName} sends the messages about this seller's changed levels to another destination of the same application, and to one only.`;
    case 'refused':
      return t`${shortName} does not send messages about changed levels: ${standing.reason}`;
  }
}

function orderText({ mall }: Pick<Shop, 'mall'>, standing: HintStanding): string {
  const { shortName } = mallDesks.of(mall);
  const late = t`Until then orders come with the listing alone, later, and none is lost.`;
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
