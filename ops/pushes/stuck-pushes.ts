import type { EpochMs } from '../../core/kernel/index.ts';
import type { Push, PushKind, PushState, ShopKey } from '../../core/model/index.ts';
import { reasonsOf } from './gather.ts';

/** Pushes of one shop that stand alike. */
export interface StuckGroup {
  readonly shop: ShopKey;
  readonly state: PushState['kind'];
  /** In a word: a pause's cause, a reason to wait or to fail; the state itself where it has none. */
  readonly reason: string;
  readonly kinds: readonly PushKind[];
  readonly pushes: number;
  /** When the first of them was asked for. */
  readonly oldest: EpochMs;
  /** One of them, for its words. */
  readonly example: Push;
}

/**
 * What does not move, by shop and reason: what has failed, and what has been undone for long. Failures come first, sorted by
 * who must act; within a rank, the oldest comes first.
 */
export function stuckGroups(pushes: readonly Push[], undoneBefore: EpochMs): StuckGroup[] {
  const stuck = pushes.filter(({ state, requestedAt }) => state.kind === 'failed' || requestedAt <= undoneBefore);
  const groups = Map.groupBy(stuck, (push) => `${push.shop} ${push.state.kind} ${reasonOf(push)}`);
  return [...groups.values()]
    .map((group): StuckGroup => {
      const sorted = group.toSorted((a, b) => a.requestedAt - b.requestedAt);
      const example = sorted[0] as Push;
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

const reasonOf = ({ state }: Push): string => reasonsOf(state)[0] ?? state.kind;

function rank({ example: { state } }: StuckGroup): number {
  if (state.kind !== 'failed') return 3;
  return state.who === 'us' ? 0 : state.who === 'ops' ? 1 : 2;
}
