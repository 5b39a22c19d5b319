import type { PushContent, Shop } from '../../core/model/index.ts';
import { refuse } from '../arguments/shop-and-span.ts';
import { whoDoes } from '../arguments/who.ts';
import type { OpsContext } from '../frame/command.ts';
import { type ExitCode, exit } from '../frame/exit.ts';
import { type AnsweredWish, askForChanges, checkWishes, type Wish } from './ask.ts';
import { placesOf } from './places.ts';
import { pushJson } from './push-words.ts';
import { shopsToSearch } from './shops-to-search.ts';
import { wishCounts, wishLines } from './wish-lines.ts';

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
  const search = await shopsToSearch(ports, asking, problems);
  if (search === null) return refuse('Nothing was requested', problems);
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
    terminal.print(...wishLines(answered, { dryRun, width: terminal.width }));
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
