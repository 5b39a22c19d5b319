import { changesBetween } from '../../../core/import/index.ts';
import { type Change, unpack } from '../../../core/model/index.ts';
import type { MallTraits } from '../../../core/ports/index.ts';
import { changeText, type OrderFacts } from '../../../ops/orders/lines.ts';

/** What a page shows of the content of an order: all of it, or what is free of personal data. */
export interface ShownContent {
  /** What each revision changed, a line each; a line of its place alone where the values are not shown. */
  readonly changes: ReadonlyMap<number, readonly ShownChange[]>;
  /** What the mall gave; empty where nothing of it may be shown, or nothing is kept. */
  readonly original: string;
}

/** A value that differs. */
export interface ShownChange {
  /** Its place in the original. */
  readonly path: string;
  /** With the values; null where they may be personal data. */
  readonly text: string | null;
}

/** A change without the words in which the mall refused it: they may quote a buyer. Reason and code stay. */
export function withoutMallWords(push: Change): Change {
  if (push.state.kind !== 'failed') return push;
  const { mallWords: _, ...state } = push.state;
  return { ...push, state };
}

/** Everything, for a person who asked for it. */
export function wholeContent({ history, original }: OrderFacts): ShownContent {
  const changes = history.map(({ revision, changes: some }) => {
    const shown = (some ?? []).map((change): ShownChange => ({ path: change.path, text: changeText(change) }));
    return [revision, shown] as const;
  });
  return { changes: new Map(changes), original };
}

/** What stays of an order when its buyer is removed. What could not be understood may be anything, and is not shown. */
export function maskedContent(facts: OrderFacts, { redactOriginal }: Pick<MallTraits, 'redactOriginal'>): ShownContent {
  const { row, superseded, history } = facts;
  if (row.kind !== 'stored') return { changes: new Map(), original: '' };
  const packed = new Map([...superseded, row].map(({ revision, original }) => [revision, original]));
  const safe = (revision: number | null): string | null => {
    const original = packed.get(revision ?? 0);
    return original === undefined || original.length === 0 ? null : redactOriginal(unpack(original));
  };
  const changes = history.map(({ revision, comparedWith, changes: all }) => {
    const [before, after] = [safe(comparedWith), safe(revision)];
    const open = new Map(
      before === null || after === null
        ? []
        : changesBetween(before, after).map((change) => [change.path, changeText(change)] as const),
    );
    const shown = (all ?? []).map(({ path }): ShownChange => ({ path, text: open.get(path) ?? null }));
    return [revision, shown] as const;
  });
  return { changes: new Map(changes), original: safe(row.revision) ?? '' };
}
