import { isDone, type PushContent, type Shop } from '../../core/model/index.ts';
import { orRefuse, refuse } from '../arguments/shop-and-span.ts';
import { whoDoes } from '../arguments/who.ts';
import { type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { type Block, flexible, tableOf } from '../terminal/table.ts';
import { counted } from '../terminal/text.ts';
import { type AnsweredWish, askForChanges, checkWishes, type Wish, type WishOutcome } from './ask.ts';
import { placesOf, shopsToSearch } from './places.ts';
import { pushJson, pushKindText, pushNextText, pushStateText } from './push-words.ts';

/** What a command gave of `askOptions`. */
export interface Asking {
  readonly shop: string | undefined;
  readonly merchant: string | undefined;
  readonly by: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * The wishes for these orders. Ends the command with every problem where any of them cannot be asked for.
 *
 * @param contentFor what is wanted of an order of this shop; notes problems and gives null where it cannot be told
 */
export async function wishesFor(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  orderNumbers: readonly string[],
  contentFor: PushContent | ((shop: Shop, problems: string[]) => PushContent | null),
  asking: Pick<Asking, 'shop' | 'merchant'>,
): Promise<Wish[]> {
  const problems: string[] = [];
  const search = await orRefuse('Nothing was requested', (notes) => shopsToSearch(ports, asking, notes));
  const places = await placesOf(ports, { ...search, orderNumbers });
  const wishes: Wish[] = [];
  for (const orderNumber of orderNumbers) {
    const { shop, problem, warning } = places.get(orderNumber) ?? { shop: null, problem: 'is unknown.', warning: null };
    if (warning !== null) terminal.say(`warning: ${orderNumber} ${warning}`);
    if (problem !== null) problems.push(`${orderNumber} ${problem}`);
    if (shop === null || problem !== null) continue;
    const content = typeof contentFor === 'function' ? contentFor(shop, problems) : contentFor;
    if (content !== null) wishes.push({ shop, orderNumber, content });
  }
  const found = await checkWishes(ports, wishes);
  for (const [index, { orderNumber }] of wishes.entries()) {
    problems.push(...(found[index] ?? []).map((problem) => `${orderNumber}, ${problem}`));
  }
  return problems.length > 0 ? refuse('Nothing was requested', problems) : wishes;
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
    if (dryRun) terminal.print('Nothing was requested: this was a dry run.');
    else terminal.print('How they stand: ops push list');
  }
  return answered.some(({ outcome }) => outcome.kind === 'refused') ? exit.failed : exit.ok;
}

/** A wish with its outcome, for a program. */
export function wishJson({ shop, orderNumber, content, outcome }: AnsweredWish): object {
  const told = { shop: shop.key, orderNumber, kind: content.kind, outcome: outcome.kind };
  switch (outcome.kind) {
    case 'requested':
    case 'again':
      return told;
    case 'stands':
      return { ...told, push: pushJson(outcome.push) };
    case 'refused':
      return { ...told, why: outcome.why };
  }
}

/** Maximum number of wishes that the table lists beside the refused ones; those are always listed in full. */
const shownMax = 30;

/** The outcome of wishes, for people: totals, then one by one what stands and what was refused. */
export function wishLines(wishes: readonly AnsweredWish[], dryRun: boolean): Block[] {
  const refused = wishes.filter(({ outcome }) => outcome.kind === 'refused');
  const others = wishes.filter(({ outcome }) => outcome.kind !== 'refused');
  const shown = [...refused, ...others.slice(0, shownMax)];
  const more = wishes.length - shown.length;
  return [
    summaryText(wishes, dryRun),
    ...(shown.length === 0
      ? []
      : tableOf(shown, ({ shop, orderNumber, content, outcome }) => ({
          shop: shop.key,
          order: orderNumber,
          what: pushKindText(content.kind),
          result: flexible(outcomeText(outcome, dryRun)),
        }))),
    ...(more > 0 ? [`and ${more} more (--json lists them all)`] : []),
  ];
}

/** How many of each kind of outcome there are. */
export function wishCounts(wishes: readonly AnsweredWish[]): Record<WishOutcome['kind'], number> {
  const counts = { requested: 0, again: 0, stands: 0, refused: 0 };
  for (const { outcome } of wishes) counts[outcome.kind]++;
  return counts;
}

function summaryText(wishes: readonly AnsweredWish[], dryRun: boolean): string {
  const { requested, again, stands, refused } = wishCounts(wishes);
  return [
    `${counted(requested, 'change')} ${dryRun ? 'would be requested' : 'requested'}`,
    ...(again > 0 ? [`${again} ${dryRun ? 'would be requested again' : 'requested again'}`] : []),
    ...(stands > 0 ? [`${stands} stood already`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ].join(', ');
}

function outcomeText(outcome: WishOutcome, dryRun: boolean): string {
  switch (outcome.kind) {
    case 'requested':
      return dryRun ? 'would be requested' : 'requested 受付済';
    case 'again':
      return `${dryRun ? 'would be requested' : 'requested'} again: it had ended otherwise`;
    case 'stands': {
      const { push } = outcome;
      const next = isDone(push) ? '' : `, next: ${pushNextText(push)}`;
      return `stood already: ${pushStateText(push.state.kind)}${next}`;
    }
    case 'refused':
      return `refused: ${outcome.why}`;
  }
}
