import { secondMs, TsunagiError } from '../../core/kernel/index.ts';
import { type Change, failureReasons, terminalStates } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { retryPush, withdrawPush } from '../../core/status/index.ts';
import { counted, countOf, enumerated, t } from '../../language/index.ts';
import { changeColumns, changeFacts } from '../../views/change/index.ts';
import { countsOf } from '../../views/plain.ts';
import type { Column } from '../../views/words.ts';
import { orRefuse, shopOption, shopsMeant } from '../arguments/meant.ts';
import {
  byOption,
  choice,
  flag,
  optional,
  text,
  type ValuesOf,
  whoDoes,
  wholeNumber,
  withDefault,
} from '../arguments/parameter.ts';
import { defineCommand, type ExitCode, exit, type IsGiven, type OpsContext } from '../frame/command.ts';
import { cutAt, saysYes, tableLines } from '../terminal/index.ts';
import { type GatheredPushes, gatherPushes } from './gather.ts';
import { offeredKinds } from './push-kinds.ts';

const pickOptions = {
  shop: optional(shopOption('only of this shop')),
  order: optional(text('<受注番号>', 'only of this order')),
  kind: optional(choice(offeredKinds, 'only this change')),
  reason: optional(text('<reason>', `only with this reason or code, as ${failureReasons[0]} or mall.timeout`)),
  all: flag('of all shops, whatever the reason'),
  count: optional(wholeNumber('<n>', 'at most so many', { from: 1, to: 1_000_000 })),
  rate: withDefault(wholeNumber('<n>', 'changes a second', { from: 1, to: 1_000 }), '20'),
  by: byOption('who does it'),
  dryRun: flag('tell which ones, change nothing'),
  json: flag('one line of JSON'),
};

function problemsOfPicking(_: unknown, isGiven: IsGiven<'shop' | 'order' | 'reason' | 'all'>): string[] {
  const some = isGiven('shop') || isGiven('order') || isGiven('reason');
  const all = isGiven('all');
  if (some && all) return [t`--all: means every one; leave it away, or --shop, --order and --reason.`];
  return some || all ? [] : [t`--shop, --order, --reason: give at least one of them, or --all.`];
}

export type Picked = Pick<ValuesOf<typeof pickOptions>, 'shop' | 'order' | 'kind' | 'reason' | 'count'>;

export interface Handling {
  readonly words: Readonly<Record<string, string>>;
  readonly would: string;
  isMeant(push: Change): boolean;
  work(push: Change): Promise<{ readonly kind: string }>;
  /** Outcomes after which it is to be done again. */
  readonly undone: readonly string[];
}

/** The pushes that are chosen and meant, and the shops that have more than were read. Throws an `InputError` where the shop is not there. */
export async function pickPushes(
  ports: Ports,
  { shop, order, kind, reason, count }: Picked,
  { isMeant }: Pick<Handling, 'isMeant'>,
  what: string,
): Promise<GatheredPushes> {
  const shops = await orRefuse(what, (problems) => shopsMeant(ports, shop, problems));
  const { pushes, cut } = await gatherPushes(ports, shops, { orderNumber: order, kind, reason });
  return { pushes: pushes.filter(isMeant).slice(0, count), cut };
}

async function pickedFor(
  { ports, terminal }: OpsContext,
  picked: Picked,
  doing: Handling,
  what: string,
): Promise<readonly Change[]> {
  const { pushes, cut } = await pickPushes(ports, picked, doing, what);
  if (cut.length > 0) terminal.say(t`More stand than were read, of ${cut.join(', ')}. Run this again for the rest.`);
  return pushes;
}

/** Failed changes begin anew, and waiting ones are tried at once. */
export function retrying(ports: Ports, by: string, { order }: Picked): Handling {
  const looksAtConfirmed = order !== undefined;
  return {
    words: retryWords(),
    would: 'would-retry',
    isMeant: (push) => isToBeRetried(push, looksAtConfirmed),
    work: (push) => retryPush(ports, push, { by, looksAtConfirmed }),
    undone: ['push.changing'],
  };
}

/** Requested changes are no longer wanted. */
export function withdrawing(ports: Ports, by: string, { order, reason }: Picked): Handling {
  // What needs a person leaves the list only where it is named.
  const takesFailed = order !== undefined || reason !== undefined;
  return {
    words: withdrawWords(),
    would: 'would-withdraw',
    isMeant: (push) => isToBeWithdrawn(push, takesFailed),
    work: (push) => withdrawPush(ports, push, { by }),
    undone: ['push.changing', 'under-way'],
  };
}

const shownMax = 50;

export interface Handled {
  readonly push: Change;
  readonly outcome: string;
}

interface Said {
  progress(done: number, of: number): string;
  readonly none: string;
}

/** Works on pushes one after the other, or says what it would do; tells the number by outcome, then one by one. */
async function handle(
  context: OpsContext,
  pushes: readonly Change[],
  { words, would, work, undone }: Handling,
  { progress, none }: Said,
  { rate, dryRun, json }: Pick<ValuesOf<typeof pickOptions>, 'rate' | 'dryRun' | 'json'>,
): Promise<ExitCode> {
  const handled = dryRun
    ? pushes.map((push): Handled => ({ push, outcome: would }))
    : await oneByOne(context.ports, pushes, { work, perSecond: rate }, (_, done) =>
        context.terminal.progress(progress(done, pushes.length)),
      );
  context.terminal.endProgress();
  const counts = countsOf(handled.map(({ outcome }) => outcome));
  if (json) context.terminal.printJson({ dryRun, counts, changes: handled.map(handledJson) });
  else if (handled.length === 0) context.terminal.print(none);
  else {
    const summary = Object.entries(counts).map(([outcome, count]) => countOf(count, words[outcome] ?? outcome));
    context.terminal.print(
      `${counted(handled.length, 'change')}: ${enumerated(summary)}`,
      ...cutAt(shownMax, handled, (shown) => tableLines(handledColumns(words, t`was`), shown)),
    );
  }
  return handled.some(({ outcome }) => undone.includes(outcome)) ? exit.failed : exit.ok;
}

/** What was done with changes: which one, and the outcome. `stateTitle`: whether its state is that of before or of now. */
export function handledColumns(words: Handling['words'], stateTitle = t`state`): Column<Handled>[] {
  const told = changeColumns().filter(({ below }) => below === undefined);
  const state = told.at(-2);
  return [
    ...told.slice(0, -1).map(
      (column): Column<Handled> => ({
        ...column,
        title: column === state ? stateTitle : column.title,
        of: ({ push }) => column.of(changeFacts(push)),
      }),
    ),
    { title: t`result`, long: true, of: ({ outcome }) => words[outcome] ?? outcome },
  ];
}

function handledJson({ push: { shop, orderNumber, id, content, state }, outcome }: Handled): object {
  return { shop, orderNumber, push: id, kind: content.kind, was: state.kind, outcome };
}

/** At a rate. A push that another process is changing or has removed has that as its outcome; the next one is worked on all the same. */
export async function oneByOne(
  { clock }: Pick<Ports, 'clock'>,
  pushes: readonly Change[],
  { work, perSecond }: Pick<Handling, 'work'> & { readonly perSecond: number },
  onDone: (last: Handled, done: number) => void = () => undefined,
): Promise<Handled[]> {
  const handled: Handled[] = [];
  for (const push of pushes) {
    const last = { push, outcome: await outcomeOf(() => work(push)) };
    onDone(last, handled.push(last));
    if (handled.length < pushes.length) await clock.sleep(secondMs / perSecond);
  }
  return handled;
}

async function outcomeOf(work: () => ReturnType<Handling['work']>): Promise<string> {
  try {
    return (await work()).kind;
  } catch (error) {
    if (error instanceof TsunagiError && (error.code === 'push.changing' || error.code === 'push.unknown')) {
      return error.code;
    }
    throw error;
  }
}

export const retryWords = () => ({
  'would-retry': t`would be tried again`,
  reopened: t`tried again from the beginning`,
  'due-now': t`tried again at once`,
  'under-way': t`under way already`,
  replaced: t`replaced by a later request: if this one is meant, ask for it again`,
  confirmed: t`seen at the mall before; looked at again with --order`,
  'push.changing': t`being changed by others: run this again`,
  'push.unknown': t`no longer there`,
});

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
  async run(context, given) {
    const doing = retrying(context.ports, whoDoes(given.by), given);
    const said: Said = {
      progress: (done, of) => t`tried again: ${done} of ${of}`,
      none: t`No such change. What there is: ops push list`,
    };
    return handle(context, await pickedFor(context, given, doing, t`Nothing was tried again`), doing, said, given);
  },
});

type Standing = { readonly state: Pick<Change['state'], 'kind'> };

/** What was taken back is asked for again with the command that asked for it first. What is confirmed is looked at where its order is named. */
export function isToBeRetried({ state: { kind } }: Standing, looksAtConfirmed: boolean): boolean {
  return kind === 'failed' || kind === 'retrying' || kind === 'held' || (looksAtConfirmed && kind === 'confirmed');
}

export function isToBeWithdrawn({ state: { kind } }: Standing, takesFailed: boolean): boolean {
  return !(terminalStates as readonly string[]).includes(kind) || (takesFailed && kind === 'failed');
}

export const withdrawWords = () => ({
  'would-withdraw': t`would be withdrawn`,
  withdrawn: t`withdrawn`,
  'under-way': t`in a worker’s hands: run this again in a minute`,
  ended: t`already ended`,
  'push.changing': t`being changed by others: run this again`,
  'push.unknown': t`no longer there`,
});

/** Withdrawing more changes than this requires a confirmation. */
const unaskedMax = 1;

export const pushWithdraw = defineCommand({
  name: 'push withdraw',
  summary: 'Takes back changes that are not at the mall yet, or failed; cancels no order',
  help: `Only the request is taken back: what is at the mall stays as it is, and no order is
cancelled (that is ops push cancel). A call whose answer never came may still be
applied; it is looked after all the same. The same change can be requested again.

With --order or --reason also a failed change is taken back, and leaves 要対応: its
order was cancelled, say. If it was done by hand at the mall, retry it instead: the
mall is looked at first, and shows it.`,
  examples: [
    ['push withdraw --order 370001-20261124-0203456789', 'what is undone or failed of one order'],
    ['push withdraw --reason order-cancelled --dry-run', 'what failed because its order was cancelled'],
    ['push withdraw --shop kado-no-mise --kind ship --dry-run', 'tells which ones'],
  ],
  options: { ...pickOptions, yes: flag('do not ask') },
  problemsOf: problemsOfPicking,
  async run(context, given) {
    const doing = withdrawing(context.ports, whoDoes(given.by), given);
    const pushes = await pickedFor(context, given, doing, t`Nothing was withdrawn`);
    if (!given.dryRun && !given.yes && pushes.length > unaskedMax) {
      const question = t`Withdraw ${counted(pushes.length, 'requested change')}?`;
      if (!(await saysYes(context.terminal, question, t`Nothing was withdrawn.`))) return exit.failed;
    }
    const said: Said = {
      progress: (done, of) => t`withdrawn: ${done} of ${of}`,
      none: t`No such change is undone. What there is: ops push list`,
    };
    return handle(context, pushes, doing, said, given);
  },
});
