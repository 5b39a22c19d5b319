import { type EpochMs, hourMs, jstText, mapLimited } from '../../core/kernel/index.ts';
import type {
  Change,
  Deadline,
  Pause,
  PushKind,
  PushState,
  Shop,
  ShopKey,
  WhoMustAct,
} from '../../core/model/index.ts';
import type { LetterCount, Ports } from '../../core/ports/index.ts';
import { deadlinesOf, defaultDeadlineSettings } from '../../core/status/index.ts';
import { t } from '../../language/language.ts';
import { enumerated } from '../../language/phrases.ts';
import {
  changeFacts,
  kindWord,
  pushNextText,
  pushReasonText,
  pushStateText,
  whyAndNextText,
} from '../../views/change/index.ts';
import { redriveCall } from '../../views/now/index.ts';
import { jstIso } from '../../views/plain.ts';
import { type Block, below, cutAt, tableOf } from '../terminal/table.ts';
import { reasonsOf } from './gather.ts';

/** Groups shown to people. */
const shownMax = 40;

/** How many messages a queue gave up. */
export interface QueueLetters extends LetterCount {
  readonly queue: string;
}

/** How many failed changes wait for whom. */
export function mustAct(groups: readonly StuckGroup[]): Record<WhoMustAct, number> {
  const counts = { merchant: 0, ops: 0, us: 0 };
  for (const { example, pushes } of groups) if (example.state.kind === 'failed') counts[example.state.who] += pushes;
  return counts;
}

/** How many there are of each kind, in a line each. */
export function summaryLines(
  groups: readonly StuckGroup[],
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
  const sum = (some: readonly StuckGroup[]): number => some.reduce((total, { pushes }) => total + pushes, 0);
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

/** The groups as a table, with why and what next below each. */
export function groupLines(groups: readonly StuckGroup[], pauses: readonly Pause[]): Block[] {
  if (groups.length === 0) return [];
  return [
    '',
    ...cutAt(shownMax, groups, (shown) =>
      tableOf(
        shown,
        ({ shop, state, kinds, pushes: changes, oldest }) => ({
          shop,
          state: pushStateText(state),
          what: enumerated(kinds.map(kindWord)),
          changes,
          oldest: jstText(oldest),
        }),
        // Sentences, which a column would break to pieces.
        ({ example }) => [below(whyAndNextText(changeFacts(example, pauses)))],
      ),
    ),
    '',
    t`One by one: ops push list --shop <shop>. Try failed ones again: ops push retry --help`,
  ];
}

/** A group for programs. */
export function groupJson(group: StuckGroup, pauses: readonly Pause[]): object {
  const { shop, state, reason, kinds, pushes, oldest, example } = group;
  const facts = changeFacts(example, pauses);
  return {
    shop,
    state,
    reason,
    kinds,
    pushes,
    oldest: jstIso(oldest),
    why: pushReasonText(facts),
    pause: facts.heldBy ?? null,
    next: pushNextText(facts),
  };
}

/** Shops asked at once. */
const shopsAtOnce = 16;

/** How much may be left until a deadline that is near. */
const nearMs = defaultDeadlineSettings.autoCancelLeftMs;

/**
 * The unconfirmed orders of these shops that their mall will soon cancel, by what is stored, the next one first. Only of
 * merchants who have statuses changed from here: the confirmations of others are not visible here.
 */
export async function nearDeadlines(
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

/** Pushes of one shop that stand alike; failed ones are of one kind. */
interface StuckGroup {
  readonly shop: ShopKey;
  readonly state: PushState['kind'];
  /** In a word: a pause's cause, a reason to wait or to fail; the state itself where it has none. */
  readonly reason: string;
  readonly kinds: readonly PushKind[];
  readonly pushes: number;
  /** When the first of them was asked for. */
  readonly oldest: EpochMs;
  /** One of them, for its words. */
  readonly example: Change;
}

/**
 * What does not move, by shop and reason: what has failed, and what has been undone for long. Failures come first, sorted by
 * who must act; within a rank, the oldest comes first.
 */
export function stuckGroups(pushes: readonly Change[], undoneBefore: EpochMs): StuckGroup[] {
  const stuck = pushes.filter(({ state, requestedAt }) => state.kind === 'failed' || requestedAt <= undoneBefore);
  const groups = Map.groupBy(
    stuck,
    (push) => `${push.shop} ${push.state.kind} ${reasonOf(push)} ${kindIfFailed(push)}`,
  );
  return [...groups.values()]
    .map((group): StuckGroup => {
      const sorted = group.toSorted((a, b) => a.requestedAt - b.requestedAt);
      const example = sorted[0] as Change;
      return {
        shop: example.shop,
        state: example.state.kind,
        reason: reasonOf(example),
        kinds: [...new Set(group.map(({ content }) => content.kind))],
        pushes: group.length,
        oldest: example.requestedAt,
        example,
      };
    })
    .sort((a, b) => rank(a) - rank(b) || a.oldest - b.oldest || (a.shop < b.shop ? -1 : 1));
}

/** What to do about a failed change depends on what it is. */
const kindIfFailed = ({ state, content }: Change): string => (state.kind === 'failed' ? content.kind : '');

const reasonOf = ({ state }: Change): string => reasonsOf(state)[0] ?? state.kind;

function rank({ example: { state } }: StuckGroup): number {
  if (state.kind !== 'failed') return 3;
  return state.who === 'us' ? 0 : state.who === 'ops' ? 1 : 2;
}
