import { secondMs } from '../../core/kernel/index.ts';
import { defaultHealthSettings } from '../../core/model/index.ts';
import { warmShopsMin } from '../../core/session/index.ts';
import { apiAssumptions, apiLines, apiRequests } from './api.ts';
import type { Counts } from './counts.ts';
import { feedEvent, feedLines } from './feed.ts';
import { freeAMonth, homeRegion, type PriceName, prices, pricesOf } from './prices.ts';
import { type Profile, profiles } from './profiles.ts';
import {
  assumptions,
  type CostLine,
  dollarsOf,
  type Installation,
  monthOf,
  oneAddress,
  ordersAfter,
  totalAfterFree,
  totalOf,
} from './reckon.ts';

const sizes = [1, 800, 57_000] as const;

/** The installations that the document and the bench reckon: each profile at each size. */
export const installations: readonly Installation[] = profiles
  .toReversed()
  .flatMap((profile) => sizes.map((shops) => ({ shops, ordersAShopADay: 20, profile })));

/** The standing cost is that of a stage with one shop, to which nothing happens. */
export const idle = { shops: 1, ordersAShopADay: 0 } as const;

/**
 * Limits of what each profile costs, in dollars a month in Tokyo, by list price: with one shop at rest, and by the number of shops with twenty orders
 * a day and their glances.
 */
export const atMost: Readonly<
  Record<Profile, { readonly standing: number; readonly selling: Readonly<Record<number, number>> }>
> = {
  full: { standing: 23, selling: { 1: 24, 800: 170, 57000: 8_720 } },
  essential: { standing: 12, selling: { 1: 12.5, 800: 158, 57000: 8_710 } },
  minimal: { standing: 5.5, selling: { 1: 6, 800: 150, 57000: 8_700 } },
};

/** docs/reference/cost.md: everything in it follows from the counts and the prices. */
export function costDocument(counts: Counts): string {
  const months = installations.map((installation) => ({ installation, lines: monthOf(counts, installation) }));
  const [first] = months;
  if (!first) throw new Error('No installation is reckoned.');
  return `# What it costs

Computed from counts of the deployed functions (\`npm run bench\`) and the prices of AWS on ${pricesOf}. \`npm run bench -- --record\` writes this page, and a test
compares it with the recorded counts. No free tier is deducted, where it is not said.

## What it comes to

A month with 20 orders a shop and day, in US dollars in Tokyo. What AWS gives for nothing ([free tiers](#free-tiers)) has a column of its own. In the third year the rows of two more years are
kept and backed up. A test fails above the last column.

${table(
  [
    'profile, shops',
    'list price',
    'free tiers',
    'less free tiers',
    'a shop',
    'in the third year',
    'N. Virginia',
    'at most',
  ],
  months.map(({ installation, lines }) => totalsRow(counts, installation, lines)),
)}

## A month, line by line

In US dollars in Tokyo, by list price.

${table(
  ['', ...installations.map(titleOf)],
  [
    ...first.lines.map(({ what, price }, index) => [
      `${what} (${prices[price].what.split(',')[0]})`,
      ...months.map(({ lines }) => dollars(dollarsOf(lines[index] ?? first.lines[0] ?? never(), homeRegion))),
    ]),
    ['**together**', ...months.map(({ lines }) => `**${dollars(totalOf(lines, homeRegion))}**`)],
  ],
)}

Assumptions:

- ${installations[0]?.ordersAShopADay} orders for each shop and day, of 6 KB and ${amount(counts.order.lines)} lines, each alone in its poll. Changed orders cost about as much again as new ones, and are not included; one with another status alone moves no stock.
- ${assumptions.changesAnOrder} changes of each order's status, a confirm and one shipped parcel, each requested alone. A run for status changes lasts ${amount(counts.push.gapSeconds)} seconds for each call after its first, and takes
  the messages of ${amount(counts.push.gatherSeconds)} s, shared by ${assumptions.looksAtOnce} pollers of Lambda. A shop that requests a hundred at once takes a fifth of their calls and fewer writes: [bench](bench.md).
- [Glances](../features/import.md#glances) at a tenth of the shops, and at least ${warmShopsMin} of a schedule, all day; in a month without orders there are none.
- Each line of an order moves a SKU of its own, which two malls sell. Each move counts as if it came alone, which is more than it costs. A run for stock lasts ${assumptions.stockRunSeconds} seconds.
- Schedules of ${assumptions.shopsAShard.toLocaleString('en')} shops; a call of a quarter of a second, where few shops are worked at side by side; a mall that closes every connection, as RMS was seen doing; ${assumptions.daysAMonth} days; orders kept for ${assumptions.monthsKept} months, changes for ${assumptions.monthsChangesKept}.
- Backups of 35 days, each reckoned whole: ${assumptions.weeklyBackups} of Orders and Stock, ${assumptions.nightlyBackups} of what people entered, ${assumptions.bytesANight / 1_000} kB a shop. A copy by \`backupCopyTo\` costs as much again.
- Metrics that are written while nothing is wrong, as if in every hour. Each other metric costs 0.30 in a month in which something was wrong all the time.
- Mails to merchants are not included: SES takes 0.10 for a thousand. Their history adds less than 0.01: four write units to keep a mail with its text, as many and a run of
  0.1 s of notify-merchants for each report of SES. EventBridge takes nothing for events of AWS services on the default bus.
- Morning digests are not included: a shop of a merchant that has one takes less than 0.001, and a merchant's row takes some 28 read units a
  morning ([how](../how-to/morning-digest.md#what-it-costs)).

## The standing cost, by line

What a stage with one shop costs in Tokyo in a month without orders. Counted in the templates of a stage with a \`sender\` and both malls; with \`malls\` = \`rms\` it has fewer
metrics and alarms. What the profiles include: [the stacks](stack.md#the-three-profiles).

${table(['', ...profiles.flatMap((profile) => [profile, `${profile}, dollars`])], standingRows(counts))}

A webhook adds some five alarms. Amazon among the malls adds a queue, which costs 0.26 for looking whether a message has come. \`merchantChats\` adds a read a minute. Several shards add the alarm \`schedule-missing\` and its metric.

## Free tiers

What AWS gives every account (or organization, once) in each month, without end: ${freeText()}. A small stage that is alone in
its account costs less by these. What Lambda and SQS give, and CloudWatch's alarms and metrics, were found in public text, the rest is from memory of the pages below. DynamoDB's 25 GB are not deducted: requests on demand and recovery
are billed all the same.

## Growth by year

Rows of orders stay for ever; those of changes and revisions do not. What they cost in a month, kept and backed up, at the end of a year, if no day brings more orders than the first:

${table(
  ['', ...grown.map(shopsOf)],
  yearsAhead.map((years) => [
    years === 1 ? 'after 1 year' : `after ${years} years`,
    ...grown.map((installation) => dollars(ordersAfter(counts, installation, years))),
  ]),
)}

Each row is reckoned whole, though it shrinks once the data of its buyer are removed. The first year is part of the table at the top.

## Addresses that never change

Not included above: each of the \`fixedAddresses\` costs ${addressDollars} dollars a month in Tokyo, its NAT gateway and the address itself, and ${prices.gatewayGigabyte.dollars[homeRegion]} for each GB of calls ([what they are](stack.md#addresses-that-never-change)).

## The feed of merchants

Not included above: what a stage with \`api\` writes so that programs can [read what happened](../concepts/feed.md). A month by line, in US dollars in Tokyo, with as many orders as above, each with an import and the
ends of ${assumptions.changesAnOrder} changes. An event that comes alone takes ${feedEvent.writeUnits} write units, ${dollars(feedEvent.writeUnits * prices.writeUnit.dollars[homeRegion])} dollars a million events; those of one merchant and second share a row.

${table(['', ...grown.map(shopsOf)], rowsOf(feedLines, counts))}

A [bus of a merchant's own](../concepts/feed.md#a-bus-of-the-merchants-own) costs ${prices.event.dollars[homeRegion].toFixed(2)} for each million of its events.

## The API and posts of Shopify

Not included above, nor with the feed: what a stage with \`api\` costs beside its feed where programs use it. A month by line, in US dollars in Tokyo, with as many orders as above. Off by default.

${table(['', ...grown.map(shopsOf)], rowsOf(apiLines, counts))}

Assumptions:

- A program reads each order once by the API (${apiRequests.order.readUnits} read units, a line of the log) and requests its ${assumptions.changesAnOrder} changes one by one (${apiRequests.change.readUnits} read units each, ${apiRequests.change.writeUnits} write unit for the name of the request; the change itself is part of the
  bill above, whoever requests it).
- Each merchant has ${apiAssumptions.shopsAMerchant} shops, and a program that looks at its feed ${apiAssumptions.looksAtFeedAMinute === 1 ? 'once' : `${apiAssumptions.looksAtFeedAMinute} times`} a minute, which is most of the bill: a [bus of the merchant's own](../concepts/feed.md#a-bus-of-the-merchants-own) needs no looks.
- A request takes ${apiAssumptions.seconds.api} s of its function. Sessions of keys of one merchant cost nothing.
- A quarter of the shops is of Shopify, which posts ${apiAssumptions.postsAnOrder} times about an order, ${apiAssumptions.seconds.post} s each; each hint is worked on alone, for ${apiAssumptions.seconds.hint} s, and reads its order from Shopify, which is more than it costs. A stage with Shopify and without
  Amazon also gains the queue of hints, which costs 0.26 for looking whether one has come.

## A million orders

${table(
  ['', 'amount', 'Tokyo, dollars'],
  millionOrders(counts).map(([what, amount, cost]) => [what, amount, dollars(cost)]),
)}

## What was counted

${table(
  ['', ''],
  [
    ['write units of a new order that comes alone', amount(counts.order.writeUnits)],
    ['bytes a new order keeps, with claims and indexes', amount(counts.order.bytesKept)],
    ['lines of such an order', amount(counts.order.lines)],
    ['write units of a status change that comes alone', amount(counts.push.writeUnits)],
    ['read units of such a change', amount(counts.push.readUnits)],
    ['calls to the mall of such a change', amount(counts.push.mallCalls)],
    ['bytes such a change keeps', amount(counts.push.bytesKept)],
    ['write units of a move of stock that comes alone, of a SKU sold at two malls', amount(counts.move.writeUnits)],
    ['read units of such a move', amount(counts.move.readUnits)],
    ['calls to both malls of such a move', amount(counts.move.mallCalls)],
    [`read units of a poll of ${counts.poll.shops.toLocaleString('en')} idle shops`, amount(counts.poll.readUnits)],
    ['write units of the same poll (its lease)', amount(counts.poll.writeUnits)],
    [
      `write units of moving an idle shop's cursor, every ${counts.cursor.everyMinutes} minutes`,
      amount(counts.cursor.writeUnits),
    ],
    [`calls of a state scan of an idle shop, every ${counts.scan.everyMinutes} minutes`, amount(counts.scan.mallCalls)],
    ['write units of a state scan', amount(counts.scan.writeUnits)],
    ['write units of a shop’s night', amount(counts.nightly.writeUnits)],
    ['CPU of a shop’s poll over TLS, connections kept, ms', amount(counts.call.cpuMsKept)],
    ['CPU of a shop’s poll over TLS, connections closed, ms', amount(counts.call.cpuMsClosed)],
    ['bytes of a call’s request, of HTTP', amount(counts.call.bytesOut)],
    ['CPU of importing an order of a backlog, ms', amount(counts.order.cpuMs)],
    ...profiles.map((profile) => [`metrics that alarms watch: ${profile}`, amount(counts.parts[profile].alarmMetrics)]),
    ...profiles.map((profile) => [`queues that wait for messages: ${profile}`, amount(counts.parts[profile].feeds)]),
    ...Object.entries(counts.runs).map(([name, run]) => [
      `read units of an idle run of ${name}, every ${run.everyMinutes} min${run.aShard ? ' and shard' : ''}`,
      amount(run.readUnits),
    ]),
  ],
)}

CPU was measured on the machine that ran the bench, not on Lambda. A function of 256 MB has 256 of ${assumptions.memoryMiBOfACore.toLocaleString('en')} parts of a core. Its seconds are CPU divided by that share,
at least ${assumptions.runSecondsMin} seconds a run. A run of a schedule lasts as long as with a mall that answers at once, plus ${assumptions.runSecondsMin} seconds for the distance of malls and tables. A run of
health-probe ends with the first answers while all is well; the 36 seconds of its four rounds would cost ${dollars(probeRounds(counts))} dollars in a month of nothing but trouble. Each call adds
${assumptions.bytesAround} bytes of TLS and TCP, and ${assumptions.bytesOfAHandshake.toLocaleString('en')} of a handshake.

## Prices

${table(
  ['', 'unit', 'Tokyo', 'N. Virginia', 'published', 'confirmed by public text'],
  Object.values(prices).map(({ what, unit, dollars: price, source, verified }) => [
    what,
    unit,
    String(Number(price['ap-northeast-1'].toFixed(4))),
    String(Number(price['us-east-1'].toFixed(4))),
    `[AWS](${source})`,
    verified.length === 0 ? 'neither' : 'N. Virginia',
  ]),
)}

Other prices are not verified: check AWS's page before you rely on them.
`;
}

/** What one fixed address costs in a month, in dollars: the number that every page has. */
export const addressDollars = totalOf(oneAddress, homeRegion).toFixed(2);

const yearsAhead = [1, 2, 3, 5] as const;
const grown = installations.filter(({ profile }) => profile === 'full');

function freeText(): string {
  const texts = (Object.entries(freeAMonth) as [PriceName, number][]).map(([price, much]) => {
    const { what, unit } = prices[price];
    return `${amount(much)} ${unit === 'month' ? '' : `${unit} `}(${what})`;
  });
  return texts.join('; ');
}

const shopsOf = ({ shops }: Installation): string => `${shops.toLocaleString('en')} ${shops === 1 ? 'shop' : 'shops'}`;

/** A table of what is billed beside the stage: dollars by line and size. */
function rowsOf(linesOf: typeof feedLines, counts: Counts): string[][] {
  const all = grown.map(({ shops, ordersAShopADay }) => linesOf(counts, shops, ordersAShopADay));
  const [first = never()] = all;
  const rows = first.map(({ what, price }, index) => [
    `${what} (${prices[price].what.split(',')[0]})`,
    ...all.map((lines) => dollars(dollarsOf(lines[index] ?? never(), homeRegion))),
  ]);
  return [...rows, ['**together**', ...all.map((lines) => `**${dollars(totalOf(lines, homeRegion))}**`)]];
}

function millionOrders({ order, push, move }: Counts): [string, string, number][] {
  const of = (price: keyof typeof prices, much: number): number => much * prices[price].dollars[homeRegion];
  const changes = assumptions.changesAnOrder;
  const gigabytes = order.bytesKept / 1_000;
  return [
    ['write units', `${amount(order.writeUnits)} million`, of('writeUnit', order.writeUnits)],
    [
      'of their status changes',
      `${amount(changes * push.writeUnits)} million`,
      of('writeUnit', changes * push.writeUnits),
    ],
    [
      'of their moves of stock, at most',
      `${amount(order.lines * move.writeUnits)} million`,
      of('writeUnit', order.lines * move.writeUnits),
    ],
    ['read units', `${amount(order.readUnits)} million`, of('readUnit', order.readUnits)],
    [
      'of their status changes',
      `${amount(changes * push.readUnits)} million`,
      of('readUnit', changes * push.readUnits),
    ],
    [
      'of their moves of stock, at most',
      `${amount(order.lines * move.readUnits)} million`,
      of('readUnit', order.lines * move.readUnits),
    ],
    ['announcements', `${amount(order.events)} million`, of('event', order.events)],
    ['of their status changes', `${amount(changes * push.events)} million`, of('event', changes * push.events)],
    ['kept, a month', `${amount(gigabytes)} GB`, of('storage', gigabytes)],
  ];
}

function titleOf({ shops, profile }: Installation): string {
  return `${profile}, ${shops.toLocaleString('en')}`;
}

/** Dollars that an installation comes to, and its limit. */
function totalsRow(counts: Counts, installation: Installation, lines: readonly CostLine[]): string[] {
  const { shops, profile } = installation;
  const [listed, billed] = [totalOf(lines, homeRegion), totalAfterFree(lines, homeRegion)];
  const inTheThirdYear = listed + ordersAfter(counts, installation, 3) - ordersAfter(counts, installation, 1);
  return [
    titleOf(installation),
    `**${dollars(listed)}**`,
    `−${dollars(listed - billed)}`,
    dollars(billed),
    dollars(listed / shops),
    dollars(inTheThirdYear),
    dollars(totalOf(lines, 'us-east-1')),
    String(atMost[profile].selling[shops]?.toLocaleString('en')),
  ];
}

/** The lines of the standing cost, of each profile: amounts in the prices' units, and dollars. */
function standingRows(counts: Counts): string[][] {
  const all = profiles.map((profile) => monthOf(counts, { ...idle, profile }));
  const [first = never()] = all;
  const rows = first.flatMap((line, index) => {
    const each = all.map((lines) => lines[index] ?? never());
    if (each.every((one) => one.amount === 0)) return [];
    const cells = each.flatMap((one) => [amount(one.amount), dollars(dollarsOf(one, homeRegion))]);
    return [[`${line.what} (${prices[line.price].what.split(',')[0]}, ${prices[line.price].unit})`, ...cells]];
  });
  const sums = all.flatMap((lines) => ['', `**${dollars(totalOf(lines, homeRegion))}**`]);
  return [...rows, ['**together**', ...sums]];
}

/** A month of probes that never end with the first round, in dollars. */
function probeRounds({ runs }: Counts): number {
  const { probesPerRun, probeGapMs } = defaultHealthSettings;
  const { memoryMiB = 0, everyMinutes = 1 } = runs['health-probe'] ?? {};
  const seconds = ((probesPerRun - 1) * probeGapMs) / secondMs;
  const times = (assumptions.daysAMonth * 24 * 60) / everyMinutes;
  return (times * seconds * (memoryMiB / 1_024) * prices.compute.dollars[homeRegion]) / 1e6;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Dollars as people read them: cents from a dollar on, three digits below. */
function dollars(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  if (value >= 1) return value.toFixed(2);
  return value === 0 ? '0' : String(Number(value.toPrecision(2)));
}

function amount(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 4 });
}

function never(): never {
  throw new Error('Every month has the same lines.');
}
