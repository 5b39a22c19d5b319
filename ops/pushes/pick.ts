import { secondMs, TsunagiError } from '../../core/kernel/index.ts';
import { failureReasons, type Push, pushKinds } from '../../core/model/index.ts';
import { choice, flag, optional, text, wholeNumber, withDefault } from '../arguments/parameter.ts';
import { orRefuse, shopOption, shopsMeant } from '../arguments/shop-and-span.ts';
import { byOption } from '../arguments/who.ts';
import type { OpsContext } from '../frame/command.ts';
import { type Block, flexible, tableOf } from '../terminal/table.ts';
import { counted } from '../terminal/text.ts';
import { gatherPushes, type PushFilter } from './gather.ts';
import { pushKindText, pushStateText } from './push-words.ts';

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
  const shops = await orRefuse(what, (problems) => shopsMeant(ports, shop, problems));
  const { pushes, cut } = await gatherPushes(ports, shops, { orderNumber: order, kind, reason });
  if (cut.length > 0) terminal.say(`More stand than were read, of ${cut.join(', ')}. Run this again for the rest.`);
  return pushes;
}

/** Maximum number of lines of the table. */
const shownMax = 50;

/** The number of pushes by outcome, then one by one. */
export function handledLines(handled: readonly Handled[], words: Readonly<Record<string, string>>): Block[] {
  const counts = handledCounts(handled);
  const summary = Object.entries(counts).map(([outcome, count]) => `${count} ${words[outcome] ?? outcome}`);
  const more = handled.length - shownMax;
  return [
    `${counted(handled.length, 'change')}: ${summary.join(', ')}`,
    ...tableOf(handled.slice(0, shownMax), ({ push, outcome }) => ({
      shop: push.shop,
      order: push.orderNumber,
      what: pushKindText(push.content.kind),
      was: pushStateText(push.state.kind),
      result: flexible(words[outcome] ?? outcome),
    })),
    ...(more > 0 ? [`and ${more} more (--json lists them all)`] : []),
  ];
}

/** The number of pushes by outcome. */
function handledCounts(handled: readonly Handled[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of handled) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** The same for programs. */
export function handledJson(handled: readonly Handled[], dryRun: boolean): object {
  return {
    dryRun,
    counts: handledCounts(handled),
    changes: handled.map(({ push, outcome }) => ({
      shop: push.shop,
      orderNumber: push.orderNumber,
      push: push.id,
      kind: push.content.kind,
      was: push.state.kind,
      outcome,
    })),
  };
}

/** A push with the outcome of the work on it. */
interface Handled {
  readonly push: Push;
  readonly outcome: string;
}

/**
 * Works on pushes one after the other at a rate. A push that another process is changing or has removed has that as its outcome;
 * the next one is worked on all the same.
 */
export async function oneByOne(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  pushes: readonly Push[],
  { word, perSecond }: { readonly word: string; readonly perSecond: number },
  work: (push: Push) => Promise<string>,
): Promise<Handled[]> {
  const handled: Handled[] = [];
  for (const push of pushes) {
    handled.push({ push, outcome: await outcomeOf(() => work(push)) });
    terminal.progress(`${word}: ${handled.length} of ${pushes.length}`);
    if (handled.length < pushes.length) await ports.clock.sleep(secondMs / perSecond);
  }
  terminal.endProgress();
  return handled;
}

async function outcomeOf(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TsunagiError && (error.code === 'push.changing' || error.code === 'push.unknown')) {
      return error.code;
    }
    throw error;
  }
}
