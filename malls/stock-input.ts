import { InputError } from '../core/kernel/index.ts';
import type { MallShop, StockApi, StockLevel, StockTraits } from '../core/ports/index.ts';
import type { ItemLister } from './mall.ts';

/** Items to be read in one call, each once. Throws `input.invalid` with everything that is wrong with them. */
export function checkedItems(items: readonly string[], traits: StockTraits): readonly string[] {
  const asked = [...new Set(items)];
  const problems = [
    ...countProblem(asked.length, traits.readBatch),
    ...asked.flatMap((item) => itemProblem(item, traits)),
  ];
  if (problems.length > 0) throw new InputError('The stock of these items cannot be read in one call', problems);
  return asked;
}

/** The items of levels to be set in one call, in their order. Throws `input.invalid` with everything that is wrong with them. */
export function checkedLevels(levels: readonly StockLevel[], traits: StockTraits): readonly string[] {
  const asked = levels.map(({ item }) => item);
  const problems = [
    ...countProblem(asked.length, traits.setBatch),
    ...asked.filter((item, index) => asked.indexOf(item) < index).map((item) => `${item}: expected once, got it again`),
    ...levels.flatMap(({ item }) => itemProblem(item, traits)),
    ...levels.flatMap((level) => levelProblems(level, traits)),
  ];
  if (problems.length > 0) throw new InputError('These levels of stock cannot be set in one call', problems);
  return asked;
}

const countProblem = (count: number, max: number): string[] =>
  count <= max ? [] : [`got ${count} items, expected at most ${max}`];

const itemProblem = (item: string, { item: { form, wanted } }: StockTraits): string[] =>
  form.test(item) ? [] : [`item: got ${JSON.stringify(item.slice(0, 200))}, expected ${wanted}`];

function levelProblems({ item, level, kept }: StockLevel, { highest, readFirst }: StockTraits): string[] {
  const problems: string[] = [];
  if (!Number.isInteger(level) || level < 0 || level > highest) {
    problems.push(`${item}: got the level ${level}, expected whole pieces from 0 to ${highest}`);
  }
  if (readFirst && kept === undefined) problems.push(`${item}: got no \`kept\`, expected what reading it gave`);
  return problems;
}

/**
 * Finds the requested item by its name in an answer: the exact match, or else the only one that differs in upper and lower case,
 * because no mall documents which of its codes keep their case. Null for an item that was not requested.
 */
export function askedItems(asked: readonly string[]): (named: string) => string | null {
  const exact = new Set(asked);
  const folded = Map.groupBy(asked, (item) => item.toLowerCase());
  return (named) => {
    if (exact.has(named)) return named;
    const alike = folded.get(named.toLowerCase());
    return alike?.length === 1 ? (alike[0] ?? null) : null;
  };
}

/** The listing of a shop's `stock`, where there is something that lists; `calls` is what the mall's client calls with. */
export function listOf(lister: ItemLister | undefined, calls: unknown): Pick<StockApi, 'list'> {
  const listItems = lister?.listItems;
  return listItems === undefined ? {} : { list: (after) => listItems(calls, after) };
}

/** The same for where the mall tells about changed orders. */
export function hintsOf(lister: ItemLister | undefined, calls: unknown): Pick<MallShop, 'subscribeHints'> {
  const subscribeHints = lister?.subscribeHints;
  return subscribeHints === undefined ? {} : { subscribeHints: (place) => subscribeHints(calls, place) };
}
