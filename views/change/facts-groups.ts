import { anyList, object, oneOf, type Static, text, whole } from '../../core/kernel/index.ts';
import { type Change, type Pause, pushKinds, type WhoMustAct } from '../../core/model/index.ts';
import { moment } from '../shape.ts';
import { type ChangeFacts, changeFacts, changeShape } from './facts.ts';

/** Changes of one shop that stand alike; failed ones are of one kind. */
const groupShape = object({
  ...{ shop: text<ChangeFacts['shop']>(), state: text<ChangeFacts['state']>() },
  /** In a word: a pause's cause, a reason to wait or to fail; the state itself where it has none. */
  reason: text(),
  ...{ kinds: anyList(oneOf(pushKinds)), pushes: whole() },
  /** When the first of them was asked for; that one is the example. */
  ...{ oldest: moment, example: changeShape },
});
export type GroupFacts = Static<typeof groupShape>;

/** What does not move, by shop and reason. Failures come first, sorted by who must act; within a rank, the oldest. */
export function changeGroups(changes: readonly Change[], undoneBefore: number, pauses: readonly Pause[]): GroupFacts[] {
  const stuck = changes.filter(({ state, requestedAt }) => state.kind === 'failed' || requestedAt <= undoneBefore);
  const facts = stuck.toSorted((a, b) => a.requestedAt - b.requestedAt).map((change) => changeFacts(change, pauses));
  const groups = Map.groupBy(facts, (one) =>
    // What to do about a failed change depends on what it is.
    [one.shop, one.state, reasonOf(one), one.state === 'failed' ? one.kind : ''].join(' '),
  );
  return [...groups.values()]
    .map((group): GroupFacts => {
      const example = group[0] as ChangeFacts;
      const { shop, state, requestedAt: oldest } = example;
      const kinds = [...new Set(group.map(({ kind }) => kind))];
      return { shop, state, reason: reasonOf(example), kinds, pushes: group.length, oldest, example };
    })
    .sort(
      (a, b) =>
        rank(a) - rank(b) || (a.oldest === b.oldest ? (a.shop < b.shop ? -1 : 1) : a.oldest < b.oldest ? -1 : 1),
    );
}

export function mustAct(groups: readonly GroupFacts[]): Record<WhoMustAct, number> {
  const counts = { merchant: 0, ops: 0, us: 0 };
  for (const { example, pushes } of groups) if (example.who !== null) counts[example.who] += pushes;
  return counts;
}

const reasonOf = ({ reason, state }: ChangeFacts): string => reason ?? state;

const rank = ({ example: { who } }: GroupFacts): number => (who === null ? 3 : ['us', 'ops', 'merchant'].indexOf(who));
