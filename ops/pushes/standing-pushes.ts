import { secondMs, TsunagiError } from '../../core/kernel/index.ts';
import { failureReasons, type Push, pushKinds, isDone } from '../../core/model/index.ts';
import { choice, flag, optional, text, wholeNumber, withDefault, byOption, whoDoes } from '../arguments/parameter.ts';
import { orRefuse, shopOption, shopsMeant } from '../arguments/meant.ts';
import { type OpsContext, defineCommand, exit } from '../frame/command.ts';
import { type Block, flexible, tableOf } from '../terminal/table.ts';
import { counted } from '../terminal/text.ts';
import { gatherPushes, type PushFilter } from './gather.ts';
import { pushKindText, pushStateText } from './push-words.ts';
import { retryPush, withdrawPush } from '../../core/status/index.ts';

/** How a command chooses pushes that stand. */
const pickOptions = {
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
function problemsOfPicking({
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
async function pickPushes(
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
function handledLines(handled: readonly Handled[], words: Readonly<Record<string, string>>): Block[] {
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
function handledJson(handled: readonly Handled[], dryRun: boolean): object {
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
async function oneByOne(
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

const retryWords = {
  'would-retry': 'would be tried again',
  reopened: 'tried again from the beginning',
  'due-now': 'tried again at once',
  'under-way': 'under way already',
  replaced: 'replaced by a later request: if this one is meant, ask for it again',
  confirmed: 'seen at the mall before; looked at again with --order',
  'push.changing': 'being changed by others: run this again',
  'push.unknown': 'no longer there',
};

/** `ops push retry`: failed changes begin anew, and waiting ones are tried at once. */
export const pushRetry = defineCommand({
  name: 'push retry',
  summary: 'Tries failed changes again, and waiting ones at once',
  help: `A failed change begins anew; one that waits for its next try is due at once. Nothing
that was tried before stands in the way. The mall is looked at first, so what is there
already is not done again. What a pause holds stays held. With --order also what is
confirmed is looked at, and made again if it was undone at the mall.`,
  examples: [
    ['push retry --order 370001-20261124-0203456789', 'one order'],
    ['push retry --shop kado-no-mise --reason not-confirmed-yet --dry-run', 'tells which ones'],
    ['push retry --reason function-off --count 100 --rate 5', 'a hundred, five a second'],
  ],
  options: pickOptions,
  problemsOf: problemsOfPicking,
  async run(context, { count, rate, by, dryRun, json, ...pick }) {
    const { ports, terminal } = context;
    const looksAtConfirmed = pick.order !== undefined;
    const found = (await pickPushes(context, pick, 'Nothing was tried again')).filter(
      (push) => isToBeRetried(push) || (looksAtConfirmed && push.state.kind === 'confirmed'),
    );
    const pushes = found.slice(0, count);
    const who = whoDoes(by);
    const handled = dryRun
      ? pushes.map((push) => ({ push, outcome: 'would-retry' }))
      : await oneByOne(context, pushes, { word: 'tried again', perSecond: rate }, async (push) => {
          return (await retryPush(ports, push, { by: who, looksAtConfirmed })).kind;
        });
    if (json) terminal.printJson(handledJson(handled, dryRun));
    else if (handled.length === 0) terminal.print('No such change. What there is: ops push list');
    else terminal.print(...handledLines(handled, retryWords));
    return handled.some(({ outcome }) => outcome === 'push.changing') ? exit.failed : exit.ok;
  },
});

/** What was taken back is asked for again with the command that asked for it first. */
function isToBeRetried({ state }: Push): boolean {
  return state.kind === 'failed' || state.kind === 'retrying' || state.kind === 'held';
}

const withdrawWords = {
  'would-withdraw': 'would be taken back',
  withdrawn: 'taken back',
  'under-way': 'in a worker’s hands: run this again in a minute',
  ended: 'already ended',
  'push.changing': 'being changed by others: run this again',
  'push.unknown': 'no longer there',
};

/** Withdrawing more changes than this requires a confirmation. */
const unaskedMax = 1;

/** `ops push withdraw`: requested changes are no longer wanted. It changes nothing at the mall, and cancels no order. */
export const pushWithdraw = defineCommand({
  name: 'push withdraw',
  summary: 'Takes back changes that are not at the mall yet; cancels no order',
  help: `Only the request is taken back: what is at the mall stays as it is, and no order is
cancelled (that is ops push cancel). A call whose answer never came may still be
applied; it is looked after all the same. The same change can be requested again.`,
  examples: [
    ['push withdraw --order 370001-20261124-0203456789', 'what is undone of one order'],
    ['push withdraw --shop kado-no-mise --kind ship --dry-run', 'tells which ones'],
  ],
  options: { ...pickOptions, yes: flag('do not ask') },
  problemsOf: problemsOfPicking,
  async run(context, { count, rate, by, dryRun, json, yes, ...pick }) {
    const { ports, terminal } = context;
    const found = await pickPushes(context, pick, 'Nothing was taken back');
    const pushes = found.filter((push) => !isDone(push)).slice(0, count);
    if (!dryRun && !yes && pushes.length > unaskedMax) {
      const question = `Take back ${counted(pushes.length, 'requested change')}? Type yes: `;
      if ((await terminal.answer(question))?.trim() !== 'yes') {
        terminal.say('Nothing was taken back. Without a terminal, say so with --yes.');
        return exit.failed;
      }
    }
    const who = whoDoes(by);
    const handled = dryRun
      ? pushes.map((push) => ({ push, outcome: 'would-withdraw' }))
      : await oneByOne(context, pushes, { word: 'taken back', perSecond: rate }, async (push) => {
          return (await withdrawPush(ports, push, { by: who })).kind;
        });
    if (json) terminal.printJson(handledJson(handled, dryRun));
    else if (handled.length === 0) terminal.print('No such change is undone. What there is: ops push list');
    else terminal.print(...handledLines(handled, withdrawWords));
    return handled.some(({ outcome }) => outcome === 'push.changing' || outcome === 'under-way')
      ? exit.failed
      : exit.ok;
  },
});
