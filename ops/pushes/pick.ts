import { failureReasons, type Push, pushKinds } from '../../core/model/index.ts';
import { choice, flag, optional, text, wholeNumber, withDefault } from '../arguments/parameter.ts';
import { refuse, resolveShop, shopOption } from '../arguments/shop-and-span.ts';
import { byOption } from '../arguments/who.ts';
import type { OpsContext } from '../frame/command.ts';
import { gatherPushes, type PushFilter } from './gather.ts';

/** How a command chooses pushes that stand. */
export const pickOptions = {
  shop: optional(shopOption('only of this shop')),
  order: optional(text('<受注番号>', 'only of this order')),
  kind: optional(choice(pushKinds, 'only this change')),
  reason: optional(text('<reason>', `only with this reason or code, as ${failureReasons[0]} or mall.timeout`)),
  all: flag('of all shops, whatever the reason'),
  count: optional(wholeNumber('<n>', 'at most so many', { from: 1, to: 1_000_000 })),
  rate: withDefault(wholeNumber('<n>', 'changes a second', { from: 1, to: 1_000 }), '20'),
  by: byOption('who does it'),
  dryRun: flag('tell which ones, change nothing'),
  json: flag('one line of JSON'),
};

/** What is wrong with them together. */
export function problemsOfPicking({
  shop,
  order,
  reason,
  all,
}: {
  readonly shop?: string | undefined;
  readonly order?: string | undefined;
  readonly reason?: string | undefined;
  readonly all?: boolean;
}): string[] {
  const some = shop !== undefined || order !== undefined || reason !== undefined;
  if (some && all) return ['--all: means every one; leave it away, or --shop, --order and --reason.'];
  return some || all ? [] : ['--shop, --order, --reason: give at least one of them, or --all.'];
}

/** The pushes that are meant. Ends the command where the shop is not there. */
export async function pickPushes(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  {
    shop,
    order,
    kind,
    reason,
  }: { [Name in 'shop' | 'order' | 'reason']: string | undefined } & Pick<PushFilter, 'kind'>,
  what: string,
): Promise<readonly Push[]> {
  const problems: string[] = [];
  const only = shop === undefined ? null : await resolveShop(ports, shop, problems);
  if (problems.length > 0) return refuse(what, problems);
  const shops = only ? [only] : await ports.shops.all();
  const { pushes, cut } = await gatherPushes(ports, shops, { orderNumber: order, kind, reason });
  if (cut.length > 0) terminal.say(`More stand than were read, of ${cut.join(', ')}. Run this again for the rest.`);
  return pushes;
}
