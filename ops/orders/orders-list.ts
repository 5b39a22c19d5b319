import { listOrders, type OrderQuery } from '../../core/import/index.ts';
import { comparable } from '../../core/kernel/index.ts';
import type { MallName, Pause, Shop, StoredOrder } from '../../core/model/index.ts';
import type { ListedAt, Ports } from '../../core/ports/index.ts';
import { counted, t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import {
  noOrderTexts,
  type OrderListFacts,
  orderListColumns,
  orderListFacts,
  orderMatcher,
  orderSheet,
  pageSorts,
  placeIn,
  restText,
  shipByOfRow,
  shownText,
  sortedPage,
} from '../../views/order/index.ts';
import { importsHeldBy, pausesNow } from '../../views/pause/index.ts';
import { checkOrder, orRefuse, shopsGiven, shopsOptions } from '../arguments/meant.ts';
import {
  choice,
  flag,
  momentOf,
  optional,
  type Parameter,
  required,
  spanFrom,
  spanHelp,
  spanTo,
  text,
  type ValuesOf,
  wholeNumber,
  withDefault,
} from '../arguments/parameter.ts';
import { openCsvWriter } from '../files/csv.ts';
import { defineCommand } from '../frame/command.ts';
import type { Instance } from '../frame/instance.ts';
import { type Block, paragraph, tableLines } from '../terminal/index.ts';

const after: Parameter<ListedAt | undefined> = optional(
  required({
    takes: '<place>',
    help: 'go on where a page ended: what it printed there',
    read(typed) {
      const value = placeIn(typed);
      return value === null
        ? { problem: t`got ${JSON.stringify(typed)}, expected what a page printed after --after.` }
        : { value };
    },
  }),
);

const listOptions = {
  ...shopsOptions,
  number: optional(text('<受注番号>', 'the order number, or a part of it')),
  state: optional(text('<status>', 'only in this status, as the mall has it')),
  unshipped: flag('only orders that are still to be shipped'),
  attention: flag('only orders that need attention'),
  find: optional(text('<text>', 'only orders that name it: people, telephone, mail, products')),
  sort: withDefault(choice(['placed', 'ship-by', ...pageSorts], 'what they are sorted by'), 'placed'),
  from: optional(spanFrom('placed')),
  to: optional(spanTo('placed')),
  limit: withDefault(wholeNumber('<n>', 'at most so many', { from: 1, to: 1000 }), '50'),
  after,
};

export const ordersList = defineCommand({
  name: 'orders list',
  summary: 'Lists orders, the newest first, and finds those that are looked for',
  help: `Shows number, shop, 注文日時 and status, in a wide terminal also the amount, the
first character of the buyer's name, 出荷期限 and parcels; below an order what needs
attention. All filters may be combined:

--number     a whole 受注番号, found by its key however old it is, or a part of one
--state      a status as the mall has it, 300 or 発送待ち
--unshipped  orders whose parcels are still to be shipped
--attention  orders that cannot be read (ops orders problems), and those of which
             a requested change failed or is held by a pause (ops push list).
             An order that could never be read has no 注文日時: it is listed by the
             moment since when, and only here and by its whole number
--find       a name, telephone number, mail address or product, or a part of one, in
             the orders of a --shop or --merchant: they are read, the newest first

--sort ship-by lists what is still to be shipped, the soonest 出荷期限 first. The other
sorts but placed are of the page alone.

What a list reads is counted by DynamoDB and printed at the end, in read units.
What each filter costs: docs/how-to/orders.md. A search that has looked at very
many orders rests, says how far it came, and prints how to go on.

${spanHelp}`,
  examples: [
    ['orders list', 'the newest of all shops'],
    ['orders list --shop kado-no-mise --unshipped', 'what one shop still has to ship'],
    ['orders list --attention --json', 'what needs attention, as one line of JSON'],
    ['orders list --mall rms --number 20261124-02034 --from -30d', 'a part of a number, of the last 30 days'],
    ['orders list --shop kado-no-mise --from -1d --csv --limit 1000', 'the last day, for a spreadsheet'],
  ],
  options: {
    ...listOptions,
    csv: flag('CSV in UTF-8, with a line of column names'),
    json: flag('one line of JSON'),
  },
  problemsOf: ({ sort }, isGiven) => [
    ...(isGiven('find') && !isGiven('shop') && !isGiven('merchant')
      ? [t`--find: give --shop or --merchant with it; the orders of all shops are not searched.`]
      : []),
    ...(sort === 'ship-by' && isGiven('attention') ? [t`--sort, --attention: ship-by sorts open orders alone.`] : []),
    ...(isGiven('unshipped') && isGiven('state') ? [t`--unshipped, --state: give one of them, not both.`] : []),
    ...(isGiven('csv') && isGiven('json') ? [t`--csv, --json: give one of them, not both.`] : []),
  ],
  async run({ terminal, ...instance }, given) {
    const read = await readListing(instance, given);
    const { facts, readUnits } = read;
    if (given.json) return void terminal.printJson({ ...facts, readUnits });
    if (given.csv) await terminal.write(Buffer.from(await orderListCsv(facts)));
    else terminal.print(...listLines(read));
    terminal.say(...closingLines(facts, given, readUnits));
  },
});

export interface ReadListing {
  readonly facts: OrderListFacts;
  readonly ofOneShop: boolean;
  readonly importsHeldBy: readonly Pause[];
  readonly readUnits: number;
  readonly now: number;
}

function listLines({ facts, importsHeldBy, now, ofOneShop }: ReadListing): Block[] {
  if (facts.orders.length === 0) return noOrderTexts(facts, importsHeldBy).map((text) => paragraph(text));
  return tableLines(orderListColumns({ now, ofOneShop }), facts.orders);
}

function closingLines(facts: OrderListFacts, given: Pick<ListGiven, 'after' | 'sort'>, readUnits: number): Block[] {
  const { next } = facts;
  const rested = restText(facts, given.sort);
  return [
    ...(rested === null ? [] : [paragraph(rested)]),
    t`${shownText(facts, given.after !== undefined)}. Read ${counted(readUnits, 'unit')}.`,
    ...(next === null ? [] : [t`Go on with the same and:`, `  --after ${next}`]),
  ];
}

export async function orderListCsv({ orders }: OrderListFacts): Promise<string> {
  const csv = await openCsvWriter();
  return csv([orderSheet.map(({ header }) => header), ...orders.map((order) => orderSheet.map(({ of }) => of(order)))]);
}

/** Reads a page of orders. Throws an `InputError` with every problem of what was given. */
export async function readListing(
  { ports, orderList, countReads, importSettings }: Omit<Instance, 'close'>,
  given: ListGiven,
): Promise<ReadListing> {
  const now = ports.clock.now();
  const { result, readUnits } = await countReads(async () => {
    const { shops, ...query } = await orRefuse(t`The orders cannot be listed`, (problems) =>
      queryMeant(ports, given, problems),
    );
    const listing = await listOrders({ ...ports, orderList }, shops, query, importSettings);
    const hasPushes = listing.orders.some(({ pushes }) => pushes.length > 0);
    const isNone = listing.orders.length === 0;
    const pauses = hasPushes || isNone ? await pausesNow(ports, shops) : [];
    const facts = orderListFacts(ports, shops, listing, pauses);
    const bySort = pageSorts.find((sort) => sort === given.sort);
    return {
      facts: bySort === undefined ? facts : { ...facts, orders: sortedPage(facts.orders, bySort) },
      ofOneShop: given.shop !== undefined && shops.length === 1,
      importsHeldBy: isNone ? importsHeldBy(pauses, shops, now) : [],
    };
  });
  return { ...result, readUnits, now };
}

export type ListGiven = ValuesOf<typeof listOptions>;

/** What is asked for, and of which shops. Notes every problem. */
async function queryMeant(
  ports: Ports,
  given: ListGiven,
  problems: string[],
): Promise<OrderQuery & { readonly shops: readonly Shop[] }> {
  const { number, limit, after, attention: needsAttention, find, sort } = given;
  const shops = await shopsGiven(ports, given, problems);
  const now = ports.clock.now();
  const [from, to] = [given.from && momentOf(given.from, now), given.to && momentOf(given.to, now)];
  if (from !== undefined && to !== undefined) checkOrder({ from, to }, problems);
  const malls = [...new Set(shops.map((one) => one.mall))];
  const bySoonest = sort === 'ship-by';
  const unshipped = given.unshipped || (bySoonest && given.state === undefined);
  const states = statesMeant(ports, malls, { ...given, unshipped }, problems);
  const byKey = new Map(shops.map((one) => [one.key, one]));
  const soonestBy = (row: StoredOrder): number | null => shipByOfRow(ports, byKey.get(row.shop) as Shop, row);
  const isMeant = find === undefined ? undefined : orderMatcher(find);
  return {
    ...{ shops, number, limit, after, needsAttention, from, to, states, isMeant },
    ...(bySoonest ? { soonestBy } : {}),
  };
}

/** The progress values that are meant at each of these malls; notes a problem where none has the status. */
function statesMeant(
  { malls }: Pick<Ports, 'malls'>,
  among: readonly MallName[],
  { state, unshipped }: Pick<ListGiven, 'state' | 'unshipped'>,
  problems: string[],
): OrderQuery['states'] {
  if (unshipped) return new Map(among.map((mall) => [mall, malls.traits(mall).unshipped]));
  if (state === undefined) return undefined;
  const wanted = comparable(state);
  const names = among.flatMap((mall) => Object.entries(mallDesks.of(mall).progressNames));
  const states = among.map((mall) => {
    const meant = Object.entries(mallDesks.of(mall).progressNames).filter((one) =>
      one.map(comparable).includes(wanted),
    );
    return [mall, meant.map(([progress]) => progress)] as const;
  });
  if (among.length > 0 && states.every(([, meant]) => meant.length === 0)) {
    const known = [...new Set(names.map((one) => one.join(' ')))].join(', ');
    problems.push(t`--state: got ${JSON.stringify(state)}, expected one of ${known}.`);
  }
  return new Map(states);
}
