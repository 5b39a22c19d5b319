import type { LetterCount } from '../../core/ports/dead-letters.ts';
import type { WhoMustAct } from '../../core/status/push.ts';
import { wrapped } from '../../core/text/width.ts';
import { jstText, minuteMs } from '../../core/units.ts';
import { flag, optional, wholeNumber, withDefault } from '../arguments/parameter.ts';
import { refuse, shopMeant, shopOption } from '../arguments/shop-and-span.ts';
import { defineCommand, type OpsContext } from '../command.ts';
import { exit } from '../exit.ts';
import { gatherPushes } from '../pushes/gather.ts';
import { type StuckGroup, stuckGroups } from '../pushes/stuck.ts';
import { printable } from '../terminal/printable.ts';
import { tableLines } from '../terminal/table.ts';
import { counted } from '../words/count.ts';
import { pushNextText, pushReasonText, pushStateText } from '../words/push.ts';
import { jstIso } from '../words/time.ts';

/** Groups shown to people. */
const shownMax = 40;

/** `ops stuck`: every requested change that does not move, and why. */
export const stuck = defineCommand({
  name: 'stuck',
  summary: 'Shows every requested change that does not move, and why',
  help: `Changes that failed, and who must act; changes undone for longer than --minutes,
and what they wait for; messages that a queue gave up (ops redrive).
Changes that a pause holds, or that wait for the mall, go on by themselves.`,
  examples: [
    ['stuck', 'all shops, undone for ten minutes or more'],
    ['stuck --minutes 60 --shop kado-no-mise', 'one shop, an hour or more'],
  ],
  arguments: {},
  options: {
    minutes: withDefault(
      wholeNumber('<minutes>', 'changes undone for so long count as stuck', { from: 0, to: 100_000 }),
      '10',
    ),
    shop: optional(shopOption('only of this shop')),
    json: flag('one line of JSON'),
  },
  async run(context, { minutes, shop: shopName, json }) {
    const { ports, terminal } = context;
    const problems: string[] = [];
    const only = shopName === undefined ? null : await shopMeant(ports, shopName, problems);
    if (problems.length > 0) return refuse('What is stuck cannot be shown', problems);
    const now = ports.clock.now();
    const { pushes, cut } = await gatherPushes(ports, only ? [only] : await ports.shops.all(), {});
    const groups = stuckGroups(pushes, now - minutes * minuteMs);
    const letters = await lettersOf(context);
    if (json)
      terminal.printJson({ at: jstIso(now), groups: groups.map(groupJson), mustAct: mustAct(groups), letters, cut });
    else terminal.print(...summaryLines(groups, letters, minutes), ...groupLines(groups, terminal.width));
    if (cut.length > 0) terminal.say(`${counted(cut.length, 'shop')} have more than were read: ${cut.join(', ')}`);
    return exit.ok;
  },
});

interface QueueLetters extends LetterCount {
  readonly queue: string;
}

async function lettersOf({ deadLetters }: OpsContext): Promise<QueueLetters[]> {
  const queues = (await deadLetters?.()) ?? [];
  return Promise.all(queues.map(async (letters) => ({ queue: letters.queue, ...(await letters.count()) })));
}

/** How many failed changes wait for whom. */
function mustAct(groups: readonly StuckGroup[]): Record<WhoMustAct, number> {
  const counts = { merchant: 0, ops: 0, us: 0 };
  for (const { example, pushes } of groups) if (example.state.kind === 'failed') counts[example.state.who] += pushes;
  return counts;
}

function summaryLines(groups: readonly StuckGroup[], letters: readonly QueueLetters[], minutes: number): string[] {
  const sum = (some: readonly StuckGroup[]): number => some.reduce((total, { pushes }) => total + pushes, 0);
  const failed = groups.filter(({ state }) => state === 'failed');
  const held = groups.filter(({ state }) => state === 'held');
  const others = groups.filter(({ state }) => state !== 'failed' && state !== 'held');
  const { merchant, ops, us } = mustAct(groups);
  return [
    `failed   ${sum(failed)}${failed.length === 0 ? '' : `: the merchant acts on ${merchant}, ops on ${ops}, a defect of ours ${us}`}`,
    `held     ${sum(held)} for ${minutes} min or more${held.length === 0 ? '' : ': by which pause: ops pauses'}`,
    `waiting  ${sum(others)} for ${minutes} min or more`,
    ...letters.map(
      ({ queue, waiting, taken }) =>
        `letters  ${waiting} given up by the queue ${queue}${taken === 0 ? '' : `, ${taken} being looked at`}${waiting === 0 ? '' : ': ops redrive'}`,
    ),
  ];
}

function groupLines(groups: readonly StuckGroup[], width: number | null): string[] {
  if (groups.length === 0) return [];
  const columns = [
    { title: 'shop', of: ({ shop }: StuckGroup) => shop },
    { title: 'state', of: ({ state }: StuckGroup) => pushStateText(state) },
    { title: 'what', of: ({ kinds }: StuckGroup) => kinds.join(', ') },
    { title: 'changes', side: 'right' as const, of: ({ pushes }: StuckGroup) => String(pushes) },
    { title: 'oldest', of: ({ oldest }: StuckGroup) => jstText(oldest) },
  ];
  const [titles = '', ...lines] = tableLines(groups.slice(0, shownMax), columns, width);
  const more = groups.length - shownMax;
  return [
    '',
    titles,
    ...lines.flatMap((line, index) => [line, ...below(groups[index] as StuckGroup, width)]),
    ...(more > 0 ? [`and ${more} more groups (--json lists them all)`] : []),
    '',
    'One by one: ops push list --shop <shop>. Try failed ones again: ops push retry --help',
  ];
}

/** Why and what next: sentences, which a column would break to pieces. */
function below({ example }: StuckGroup, width: number | null): string[] {
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(40, width - 4);
  const text = `${pushReasonText(example)}; next: ${pushNextText(example)}`;
  return wrapped(printable(text), room).map((line) => `    ${line}`);
}

function groupJson({ shop, state, reason, kinds, pushes, oldest, example }: StuckGroup): object {
  return {
    shop,
    state,
    reason,
    kinds,
    pushes,
    oldest: jstIso(oldest),
    why: pushReasonText(example),
    next: pushNextText(example),
  };
}
