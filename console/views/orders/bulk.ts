import type { Words } from '../../../core/kernel/index.ts';
import type { Change } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import { type Handled, type Handling, oneByOne } from '../../../ops/pushes/standing-pushes.ts';
import { failureWords } from '../../live.ts';
import { type Board, createBoard } from '../../looks.ts';

export const perSecond = 20;
const stepSize = 20;
const namedMax = 50;

/** The outcome of a change that is another than the one that was counted. */
export const changedSince = 'changed-since';

export interface BulkSeen {
  readonly of: number;
  readonly done: number;
  readonly counts: Readonly<Record<string, number>>;
  /** Those that were left alone, then the first of the others. */
  readonly named: readonly Handled[];
  readonly isOver: boolean;
  readonly isStopped: boolean;
  /** Why it ended before all were handled; null where it did not. */
  readonly failure: Words | null;
}

export interface Bulk extends Pick<Board<BulkSeen>, 'now' | 'follow'> {
  /** Leaves those alone that were not handled yet. */
  stop(): void;
  readonly ended: Promise<void>;
}

export async function asItStands(changes: Pick<Ports['changes'], 'one'>, handled: Handled): Promise<Handled> {
  return { ...handled, push: (await changes.one(handled.push)) ?? handled.push };
}

/** Works on changes that were counted. Each is read once more at its turn and left alone if it is another by then: a person may have taken it back. */
export function startBulk(
  { clock, changes }: Pick<Ports, 'clock' | 'changes'>,
  pushes: readonly Change[],
  { work, undone }: Pick<Handling, 'work' | 'undone'>,
): Bulk {
  const counts = new Map<string, number>();
  const left: Handled[] = [];
  const gone: Handled[] = [];
  const board = createBoard<BulkSeen>({
    ...{ of: pushes.length, done: 0, counts: {}, named: [], isOver: false, isStopped: false, failure: null },
  });
  let isStopped = false;

  function show(more: Partial<BulkSeen>): void {
    const named = [...left, ...gone].slice(0, namedMax);
    board.show({ ...board.now(), counts: Object.fromEntries(counts), named, isStopped, ...more });
  }

  function note(handled: Handled): void {
    counts.set(handled.outcome, (counts.get(handled.outcome) ?? 0) + 1);
    const list = handled.outcome === changedSince || undone.includes(handled.outcome) ? left : gone;
    if (list.length < namedMax) list.push(handled);
  }

  /** Reads what a list has from a place on again, after the work: how it stood before says nothing of the result. */
  async function readAgain(list: Handled[], from: number): Promise<void> {
    for (const [index, handled] of list.entries()) if (index >= from) list[index] = await asItStands(changes, handled);
  }

  async function workUnlessChanged(push: Change): Promise<{ readonly kind: string }> {
    const stands = await changes.one(push);
    return stands?.version === push.version ? work(push) : { kind: changedSince };
  }

  async function run(): Promise<void> {
    for (let from = 0; from < pushes.length && !isStopped; from += stepSize) {
      if (from > 0) await clock.sleep(1_000 / perSecond);
      const step = pushes.slice(from, from + stepSize);
      const [ofLeft, ofGone] = [left.length, gone.length];
      await oneByOne({ clock }, step, { work: workUnlessChanged, perSecond }, note);
      await readAgain(left, ofLeft);
      await readAgain(gone, ofGone);
      show({ done: from + step.length });
    }
    show({ isOver: true });
  }

  const ended = run().catch((error: unknown) => {
    const done = [...counts.values()].reduce((sum, count) => sum + count, 0);
    show({ done, isOver: true, failure: failureWords(error) });
  });
  return {
    ended,
    now: board.now,
    follow: board.follow,
    stop: () => {
      isStopped = true;
    },
  };
}
