import { dayMs, type EpochMs, jstDay, sentence, type Words } from '../../core/kernel/index.ts';
import { isDone, type PushContent, type Shop } from '../../core/model/index.ts';
import { counted, cutLine, cutText, enumerated, t, translated } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { changeFacts, pushKindText, pushNextText, pushStateText } from '../../views/change/index.ts';
import { orRefuse, refuse, shopOption } from '../arguments/meant.ts';
import {
  byOption,
  flag,
  optional,
  type Parameter,
  required,
  text,
  type ValuesOf,
  whoDoes,
  words,
} from '../arguments/parameter.ts';
import { defineCommand, type ExitCode, exit, type IsGiven, type OpsContext } from '../frame/command.ts';
import { type Block, flexible, saysYes, tableOf, whole } from '../terminal/index.ts';
import { type AnsweredWish, askForChanges, checkWishes, type Wish, type WishOutcome } from './ask.ts';
import { placesOf, shopsToSearch } from './places.ts';
import { mallsText, reasonLines, reasonOption, reasonText } from './push-kinds.ts';
import { dayForm, dayOf } from './shipments/read-line.ts';

export const ordersArgument = { orderNumbers: words('<受注番号…>', 'order numbers, as the mall gives them') };

export const askOptions = {
  shop: optional(shopOption('the shop the orders belong to; found by their rows when absent')),
  merchant: optional(text('<merchant>', 'look for the orders in this merchant’s shops only')),
  by: byOption('who asks'),
  dryRun: flag('tell what would be requested, request nothing'),
  json: flag('one line of JSON'),
};

/** A day: one that exists, or one that follows from the day it is in Japan. */
export type DayMeant = { readonly day: string } | 'today' | 'yesterday';

export function dayOption(help: string): Parameter<DayMeant> {
  return required<DayMeant>({
    takes: '<day|today|yesterday>',
    help,
    read(typed) {
      if (typed === 'today' || typed === 'yesterday') return { value: typed };
      const day = dayOf(typed);
      if (day !== null) return { value: { day } };
      return { problem: t`got ${JSON.stringify(typed)}, expected ${dayForm}, or today or yesterday (in Japan).` };
    },
  });
}

/** The day that is meant; null where none is given. */
export function dayMeant(date: DayMeant | undefined, now: EpochMs): string | null {
  if (date === undefined) return null;
  if (typeof date === 'object') return date.day;
  return jstDay(date === 'today' ? now : now - dayMs);
}

export function problemsOfAsking(_: unknown, isGiven: IsGiven<'shop' | 'merchant'>): string[] {
  return isGiven('shop') && isGiven('merchant') ? [t`--shop, --merchant: give one of them, not both.`] : [];
}

export type Asking = ValuesOf<typeof askOptions>;

/** The wishes for these orders. Ends the command with every problem. `contentFor` notes problems and gives null where the content cannot be told. */
export async function wishesFor(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  orderNumbers: readonly string[],
  contentFor: PushContent | ((shop: Shop, problems: Words[]) => Promise<PushContent | null>),
  asking: Pick<Asking, 'shop' | 'merchant'> & { readonly another?: boolean },
): Promise<Wish[]> {
  const problems: Words[] = [];
  const search = await orRefuse(t`Nothing was requested`, (notes) => shopsToSearch(ports, asking, notes));
  const places = await placesOf(ports, { ...search, orderNumbers });
  const wishes: Wish[] = [];
  for (const orderNumber of orderNumbers) {
    const { shop, problem, warning } = places.get(orderNumber) ?? {
      shop: null,
      problem: sentence`is unknown.`,
      warning: null,
    };
    if (warning !== null) terminal.say(t`warning: ${orderNumber} ${warning}`);
    if (problem !== null) problems.push(sentence`${orderNumber} ${problem}`);
    if (shop === null || problem !== null) continue;
    const content = typeof contentFor === 'function' ? await contentFor(shop, problems) : contentFor;
    if (content !== null) wishes.push({ shop, orderNumber, content, isAnother: asking.another === true });
  }
  const checked = await checkWishes(ports, wishes);
  for (const [index, { orderNumber }] of wishes.entries()) {
    problems.push(...(checked.problems[index] ?? []).map((problem) => sentence`${orderNumber}: ${problem}`));
    const warning = checked.warnings[index] ?? null;
    if (warning !== null) terminal.say(t`warning: ${orderNumber}: ${warning}`);
  }
  return problems.length > 0 ? refuse(t`Nothing was requested`, problems) : [...checked.wishes];
}

/** Requests the changes, and prints the outcome of each. */
export async function askAndTell(
  context: OpsContext,
  wishes: readonly Wish[],
  { by, dryRun, json }: Pick<Asking, 'by' | 'dryRun' | 'json'>,
): Promise<ExitCode> {
  const { terminal } = context;
  const answered = await askForChanges(context, wishes, { by: whoDoes(by), dryRun });
  terminal.endProgress();
  if (json) terminal.printJson({ dryRun, ...wishCounts(answered), changes: answered.map(wishJson) });
  else {
    terminal.print(...wishLines(answered, dryRun));
    if (dryRun) terminal.print(t`Nothing was requested: this was a dry run.`);
    else terminal.print(t`How they stand: ops push list`);
  }
  return answered.some(({ outcome }) => outcome.kind === 'refused') ? exit.failed : exit.ok;
}

export function wishJson({ shop, orderNumber, content, outcome }: AnsweredWish): object {
  const told = { shop: shop.key, orderNumber, kind: content.kind, outcome: outcome.kind };
  switch (outcome.kind) {
    case 'requested':
    case 'again':
      return told;
    case 'stands':
      return { ...told, push: changeFacts(outcome.push) };
    case 'refused':
      return { ...told, why: outcome.why };
  }
}

const shownMax = 30;

export function wishLines(wishes: readonly AnsweredWish[], dryRun: boolean): Block[] {
  const refused = wishes.filter(({ outcome }) => outcome.kind === 'refused');
  const others = wishes.filter(({ outcome }) => outcome.kind !== 'refused');
  const shown = [...refused, ...others.slice(0, shownMax)];
  return [
    summaryText(wishes, dryRun),
    ...(shown.length === 0
      ? []
      : tableOf(shown, ({ shop, orderNumber, content, outcome }) => ({
          shop: shop.key,
          order: whole(orderNumber),
          what: pushKindText(content.kind),
          result: flexible(outcomeText(outcome, dryRun)),
        }))),
    ...(shown.length < wishes.length ? [cutLine(shown.length, wishes.length, t`--json has all`)] : []),
  ];
}

export function wishCounts(wishes: readonly AnsweredWish[]): Record<WishOutcome['kind'], number> {
  const counts = { requested: 0, again: 0, stands: 0, refused: 0 };
  for (const { outcome } of wishes) counts[outcome.kind]++;
  return counts;
}

export function summaryText(wishes: readonly AnsweredWish[], dryRun: boolean): string {
  const { requested, again, stands, refused } = wishCounts(wishes);
  return enumerated([
    dryRun ? t`${counted(requested, 'change')} would be requested` : t`${counted(requested, 'change')} requested`,
    ...(again > 0 ? [dryRun ? t`${again} would be requested again` : t`${again} requested again`] : []),
    ...(stands > 0 ? [t`${stands} stood already`] : []),
    ...(refused > 0 ? [t`${refused} refused`] : []),
  ]);
}

export function outcomeText(outcome: WishOutcome, dryRun: boolean): string {
  switch (outcome.kind) {
    case 'requested':
      return dryRun ? t`would be requested` : pushStateText('requested');
    case 'again':
      return dryRun ? t`would be requested again: it had ended otherwise` : t`requested again: it had ended otherwise`;
    case 'stands': {
      const { push } = outcome;
      const stands = pushStateText(push.state.kind);
      return isDone(push)
        ? t`stood already: ${stands}`
        : t`stood already: ${stands}, next: ${pushNextText(changeFacts(push))}`;
    }
    case 'refused':
      return t`refused: ${outcome.why}`;
  }
}

export const pushConfirm = defineCommand({
  name: 'push confirm',
  summary: 'Requests 注文確認 of orders',
  help: `What is requested becomes true at the mall by itself, and is asked for once however
often it is requested. An order that the mall shows further on is confirmed already.
At Yahoo!ショッピング a new order or 予約 becomes 閲覧済み.`,
  examples: [
    ['push confirm 370001-20261124-0203456789 370001-20261124-0203456790', 'two orders; their shop is looked up'],
    ['push confirm 370001-20261124-0203456789 --shop kado-no-mise --dry-run', 'tells what would be requested'],
  ],
  arguments: ordersArgument,
  options: askOptions,
  problemsOf: problemsOfAsking,
  async run(context, { orderNumbers, ...asking }) {
    return askAndTell(context, await wishesFor(context, orderNumbers, { kind: 'confirm' }, asking), asking);
  },
});

/** What takes the sub-status away. */
const none = 'none';

export const pushSubStatus = defineCommand({
  name: 'push sub-status',
  summary: 'Requests a サブステータス of orders',
  help: `The id is the mall's own of a sub-status that the shop has made there. Of two
requests for one order the later one is meant.

The malls that have it:
${mallsText('sub-status')}`,
  examples: [
    ['push sub-status 370001-20261124-0203456789 --id 1203', 'sets it'],
    ['push sub-status 370001-20261124-0203456789 --id none', 'takes it away'],
  ],
  arguments: ordersArgument,
  options: { id: text('<id>', `the sub-status’s id, or ${none}`), ...askOptions },
  problemsOf: problemsOfAsking,
  async run(context, { orderNumbers, id, ...asking }) {
    const content = { kind: 'sub-status' as const, subStatusId: id === none ? null : id };
    return askAndTell(context, await wishesFor(context, orderNumbers, content, asking), asking);
  },
});

export const pushCancel = defineCommand({
  name: 'push cancel',
  summary: 'Requests the cancelling of orders at the mall',
  help: `The buyer's order is cancelled. This cannot be undone, so you are asked. To take back
a change that was requested and is not at the mall yet: ops push withdraw.

The mall refuses it while a 発送日 is set, and after the order was shipped. The pieces
go back into stock once: by the stock ledger where the merchant has the feature stock,
else as the mall's item says.

Yahoo!ショッピング sends the buyer a mail about it at once. With out-of-stock it also
closes the stock of what was ordered, until a person opens it there.

The reasons, and the malls that have them:
${reasonLines()}`,
  examples: [
    ['push cancel 370001-20261124-0203456789 --reason out-of-stock', 'asks, then requests it'],
    ['push cancel 370001-20261124-0203456789 --reason buyer-cancelled --dry-run', 'tells what would be requested'],
  ],
  arguments: ordersArgument,
  options: {
    reason: reasonOption,
    ...askOptions,
    yes: flag('do not ask'),
  },
  problemsOf: problemsOfAsking,
  async run(context, { orderNumbers, reason, yes, ...asking }) {
    const { terminal } = context;
    const wishes = await wishesFor(context, orderNumbers, { kind: 'cancel', reason }, asking);
    if (!asking.dryRun && !yes) {
      const shops = [...new Set(wishes.map(({ shop }) => shop.key))].join(', ');
      terminal.say(
        ...orderNumbers.slice(0, 20),
        ...(orderNumbers.length > 20 ? [cutText(20, orderNumbers.length)] : []),
      );
      for (const mall of new Set(wishes.map(({ shop }) => shop.mall))) {
        const { cancelNote } = mallDesks.of(mall);
        if (cancelNote !== undefined) terminal.say(translated(cancelNote));
      }
      const question = t`Cancel ${counted(wishes.length, 'order')} of ${shops} at the mall (${reasonText(reason)})?`;
      if (!(await saysYes(terminal, question, t`Nothing was requested.`))) return exit.failed;
    }
    return askAndTell(context, wishes, asking);
  },
});
