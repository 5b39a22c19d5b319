import { hourMs, jstText, mapLimited, minuteMs } from '../../core/kernel/index.ts';
import type { Deadline, Shop } from '../../core/model/index.ts';
import type { LetterCount, Ports } from '../../core/ports/index.ts';
import { deadlinesOf, defaultDeadlineSettings } from '../../core/status/index.ts';
import { counted, t } from '../../language/index.ts';
import { changeGroups, type GroupFacts, groupColumns, mustAct } from '../../views/change/index.ts';
import { countRejected, redriveCall, sumOfRejected } from '../../views/now/index.ts';
import { pausesNow } from '../../views/pause/index.ts';
import { jstIso } from '../../views/plain.ts';
import { orRefuse, shopOption, shopsMeant } from '../arguments/meant.ts';
import { optional, text, wholeNumber, withDefault } from '../arguments/parameter.ts';
import { defineCommand, type OpsContext } from '../frame/command.ts';
import { type Block, cutAt, tableLines } from '../terminal/index.ts';
import { gatherPushes } from './gather.ts';
import { rejectedEvents, rejectedJson, rejectedLines } from './rejected-events.ts';

const shownMax = 40;

export interface QueueLetters extends LetterCount {
  readonly queue: string;
}

function summaryLines(
  groups: readonly GroupFacts[],
  {
    letters,
    rejected,
    minutes,
    deadlines,
  }: {
    readonly letters: readonly QueueLetters[];
    readonly rejected: number | null;
    readonly minutes: number;
    readonly deadlines: readonly Deadline[];
  },
): string[] {
  const sum = (some: readonly GroupFacts[]): number => some.reduce((total, { pushes }) => total + pushes, 0);
  const failed = groups.filter(({ state }) => state === 'failed');
  const held = groups.filter(({ state }) => state === 'held');
  const others = groups.filter(({ state }) => state !== 'failed' && state !== 'held');
  const { merchant, ops, us } = mustAct(groups);
  return [
    failed.length === 0
      ? t`failed   ${0}`
      : t`failed   ${sum(failed)}: the merchant acts on ${merchant}, ops on ${ops}, a defect of ours ${us}`,
    held.length === 0
      ? t`held     ${0} for ${minutes} min or more`
      : t`held     ${sum(held)} for ${minutes} min or more: ops pauses`,
    t`waiting  ${sum(others)} for ${minutes} min or more`,
    ...letters.map(({ queue, waiting, taken }) =>
      [
        t`given up ${waiting} by the queue ${queue}`,
        ...(taken === 0 ? [] : [t`, ${taken} being looked at`]),
        ...(waiting === 0 ? [] : [`: ${redriveCall(queue)}`]),
      ].join(''),
    ),
    ...(rejected === null ? [] : [rejectedLine(rejected)]),
    ...deadlineLines(deadlines),
  ];
}

function rejectedLine(rejected: number): string {
  return rejected === 0 ? t`rejected ${0} requests by event` : t`rejected ${rejected} by event: the reasons are below`;
}

/** Of orders that the mall is about to cancel the next one is named. */
function deadlineLines(deadlines: readonly Deadline[]): string[] {
  const [next] = deadlines;
  if (next === undefined) return [];
  const { orderNumber, shop, at } = next;
  return [
    t`deadline ${deadlines.length} unconfirmed that the mall cancels within ${nearMs / hourMs} h, first ${orderNumber} of ${shop} ${jstText(at)}: ops push confirm`,
  ];
}

function groupLines(groups: readonly GroupFacts[]): Block[] {
  if (groups.length === 0) return [];
  return [
    '',
    ...cutAt(shownMax, groups, (shown) => tableLines(groupColumns(), shown)),
    '',
    t`One by one: ops push list --shop <shop>. Try failed ones again: ops push retry --help`,
  ];
}

const shopsAtOnce = 16;

const nearMs = defaultDeadlineSettings.autoCancelLeftMs;

/** The unconfirmed orders that their mall will soon cancel, by what is stored, the next one first. Only of merchants who have statuses changed from here. */
async function nearDeadlines(
  ports: Pick<Ports, 'merchants' | 'orders' | 'malls' | 'clock'>,
  shops: readonly Shop[],
): Promise<Deadline[]> {
  const having = new Set(
    (await ports.merchants.list()).filter(({ features }) => features.includes('status')).map(({ id }) => id),
  );
  const now = ports.clock.now();
  const found = await mapLimited(
    shops.filter(({ merchant }) => having.has(merchant)),
    shopsAtOnce,
    async ({ key, mall }) =>
      deadlinesOf(key, await ports.orders.openOrders(key), ports.malls.traits(mall), now, nearMs),
  );
  return found.flat().sort((one, other) => one.at - other.at);
}

export const stuck = defineCommand({
  name: 'stuck',
  summary: 'Shows every requested change that does not move, and why',
  help: `Changes that failed, and who must act; changes undone for longer than --minutes,
and what they wait for; messages that a queue gave up (ops redrive); events that were
rejected, with the reasons and nothing else of them; orders that the mall will cancel
within two days because they are not confirmed.
Changes that a pause holds, or that wait for the mall, go on by themselves. Which pause
holds those of the last ten minutes, and by whom: --minutes 0.`,
  examples: [
    ['stuck', 'all shops, undone for ten minutes or more'],
    ['stuck --minutes 60 --shop kado-no-mise', 'one shop, an hour or more'],
    ['stuck --seen all', 'every rejected event is taken off: its sender knows'],
  ],
  options: {
    minutes: withDefault(
      wholeNumber('<minutes>', 'changes undone for so long count as stuck', { from: 0, to: 100_000 }),
      '10',
    ),
    shop: optional(shopOption('only of this shop')),
    seen: optional(
      text('<id>', 'takes off the rejected event with this id, which was seen to; all takes off every one'),
    ),
  },
  async run(context, { minutes, shop: shopName, seen, json }) {
    const { ports, terminal } = context;
    const now = ports.clock.now();
    const shops = await orRefuse(t`What is stuck cannot be shown`, (problems) => shopsMeant(ports, shopName, problems));
    const { pushes, cut } = await gatherPushes(ports, shops, {});
    const deadlines = await nearDeadlines(ports, shops);
    const groups = changeGroups(pushes, now - minutes * minuteMs, await pausesNow(ports, shops));
    const letters = await lettersOf(context);
    const events = await rejectedEvents(context, seen === undefined ? [] : seen === 'all' ? seen : [seen]);
    const rejected = sumOfRejected(await countRejected(context.rejectedLetters));
    if (json)
      terminal.printJson({
        at: jstIso(now),
        groups,
        mustAct: mustAct(groups),
        letters,
        rejected,
        rejectedEvents: events.left.map(rejectedJson),
        takenOff: events.dropped.map(rejectedJson),
        moreRejected: events.cut.length > 0,
        deadlines: deadlines.map((deadline) => ({ ...deadline, at: jstIso(deadline.at) })),
        cut,
      });
    else
      terminal.print(
        ...summaryLines(groups, { letters, rejected, minutes, deadlines }),
        ...groupLines(groups),
        ...rejectedLines(events),
      );
    if (cut.length > 0) terminal.say(t`${counted(cut.length, 'shop')} have more than were read: ${cut.join(', ')}`);
  },
});

async function lettersOf({ deadLetters }: OpsContext): Promise<QueueLetters[]> {
  const queues = (await deadLetters?.()) ?? [];
  return Promise.all(queues.map(async (letters) => ({ queue: letters.queue, ...(await letters.count()) })));
}
