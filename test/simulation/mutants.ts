import { oddMallMutants } from './odd-mall-mutants.ts';
import { outageMutants } from './outage-mutants.ts';
import { statusMutants } from './status-mutants.ts';
import { stockMutants } from './stock-mutants.ts';
import { writeMutants } from './write-mutants.ts';

/**
 * A planted bug: a place of the source, read otherwise; several, where two rules keep one promise. The simulation is the judge of
 * the system, and these judge the simulation: each must be caught by some seed.
 */
export interface Mutant {
  readonly name: string;
  /** Path from the root of the project. */
  readonly file: string;
  readonly edits: readonly {
    /** Stands exactly once in the file. */
    readonly find: string;
    readonly replace: string;
    /** Where it is another file than the mutant's. */
    readonly file?: string;
  }[];
}

/** The files that a mutant changes. */
export const filesOf = ({ file, edits }: Mutant): string[] => edits.map((edit) => edit.file ?? file);

/** The files a mutant changes, each with what it then reads. `read` gives a file's text by its path from the root. */
export function plantedFiles({ name, file, edits }: Mutant, read: (path: string) => string): Map<string, string> {
  const sources = new Map<string, string>();
  for (const { find, replace, file: path = file } of edits) {
    const source = sources.get(path) ?? read(path);
    const found = source.split(find).length - 1;
    if (found !== 1) {
      throw new Error(
        `The mutant ${name} does not fit ${path} any more: its text stands there ${found} times, not once.`,
      );
    }
    sources.set(
      path,
      source.replace(find, () => replace),
    );
  }
  return sources;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'cursor-before-rows',
    file: 'core/orders/import-shop.ts',
    edits: [
      {
        find: '    const stored = await storeInOrder(run, toStore, listed.window, progress);',
        replace:
          '    await run.ports.shops.moveCursor(run.shop, Math.min(listed.window.to, listed.mallTime) + run.settings.overlapMs);\n    const stored = await storeInOrder(run, toStore, listed.window, progress);',
      },
    ],
  },
  {
    name: 'row-before-claims',
    file: 'core/orders/write-plans.ts',
    edits: [
      {
        find: '  const claims = plans.flatMap((plan) => plan.claims);\n',
        replace:
          '  for (const plan of plans) await run.ports.orders.put(plan.row, plan.seen);\n  const claims = plans.flatMap((plan) => plan.claims);\n',
      },
    ],
  },
  {
    name: 'no-overlap',
    file: 'core/orders/windows.ts',
    edits: [
      {
        find: 'Math.max(shop.cursor - overlapMs, shop.importFrom, horizon)',
        replace: 'Math.max(shop.cursor + 2_000, shop.importFrom, horizon)',
      },
    ],
  },
  {
    // Of the last minutes nothing is looked for again, so what the mall shows late is left to the scan.
    name: 'settled-at-the-cursor',
    file: 'core/orders/import-shop.ts',
    edits: [
      { find: 'Math.min(progress.cursor, listed.mallTime - run.settings.overlapMs)', replace: 'progress.cursor' },
    ],
  },
  {
    name: 'window-start-exclusive',
    file: 'core/orders/windows.ts',
    edits: [
      {
        find: 'Math.max(shop.cursor - overlapMs, shop.importFrom, horizon)',
        replace: 'Math.max(shop.cursor + 1_000, shop.importFrom, horizon)',
      },
    ],
  },
  {
    name: 'gap-between-windows',
    file: 'core/orders/windows.ts',
    edits: [{ find: 'start < to; start += maxSpanMs', replace: 'start < to; start += maxSpanMs + 2_000' }],
  },
  {
    name: 'cursor-by-own-clock',
    file: 'core/orders/import-shop.ts',
    edits: [{ find: 'Math.min(listed.window.to, lastWholeSecond(listed.mallTime))', replace: 'listed.window.to' }],
  },
  {
    name: 'retry-read-as-duplicate',
    file: 'core/orders/read-and-store.ts',
    edits: [{ find: "      if (outcome?.kind !== 'overtaken') return [];", replace: '      if (outcome) return [];' }],
  },
  {
    name: 'absent-orders-forgotten',
    file: 'core/orders/read-and-store.ts',
    edits: [{ find: "return planProblem(look, { kind: 'missing' }, context);", replace: 'return null;' }],
  },
  {
    name: 'cancel-keeps-claims',
    file: 'core/orders/plan.ts',
    edits: [{ find: 'quantity: cancelled ? 0 : line.quantity', replace: 'quantity: line.quantity' }],
  },
  {
    name: 'removed-lines-keep-claims',
    file: 'core/orders/plan.ts',
    edits: [
      { find: '  for (const key of staleKeys) {', replace: '  for (const key of staleKeys.slice(staleKeys.length)) {' },
    ],
  },
  {
    name: 'claims-without-version',
    file: 'core/orders/write-plans.ts',
    edits: [{ find: '    if (!agrees) floors.set(', replace: '    if (!agrees && claim.version < 0) floors.set(' }],
  },
  {
    name: 'row-written-blindly',
    file: 'test/support/memory/orders.ts',
    edits: [{ find: "      if (!asSeen && !ownRepeat) return 'changed';", replace: '' }],
  },
  {
    name: 'version-by-clock-alone',
    file: 'core/orders/plan.ts',
    edits: [{ find: 'Math.max(look.readAt, (look.seen?.version ?? 0) + 1, look.floor + 1)', replace: 'look.readAt' }],
  },
  {
    name: 'intents-never-repaired',
    file: 'core/orders/retry-undone.ts',
    edits: [{ find: 'wantedOf(intents, problems)', replace: 'wantedOf([], problems)' }],
  },
  {
    name: 'bad-order-taken-for-a-bad-mall',
    file: 'core/orders/read-isolated.ts',
    edits: [{ find: '      spoiltOnly++;', replace: '      throw error;' }],
  },
  {
    name: 'sweep-announces-nothing',
    file: 'core/orders/sweep.ts',
    edits: [
      {
        find: 'const accepted = await announceRows(round.ports, round.settings, unannounced);',
        replace: 'const accepted = announcements;',
      },
    ],
  },
  {
    name: 'announced-under-a-fresh-id',
    file: 'core/orders/announce.ts',
    edits: [
      {
        find: '  const accepted = await ports.bus.announce(announcements);',
        replace:
          "  const accepted = await ports.bus.announce(announcements.map((one) => ({ ...one, id: one.id.concat('@', String(ports.clock.now())) }))).then((ids) => new Set([...ids].map((id) => id.slice(0, id.indexOf('@')))));",
      },
    ],
  },
  {
    name: 'scan-trusts-the-cursor',
    file: 'core/orders/scan-shop.ts',
    edits: [
      {
        find: '    const unknown = importIsNear ? await run.known.unknown(ports.orders, shop.key, listing.orderNumbers) : [];',
        replace: '    const unknown: string[] = importIsNear && traits.pageSize < 0 ? [...listing.orderNumbers] : [];',
      },
    ],
  },
  {
    name: 'scan-ignores-progress',
    file: 'core/orders/suspicions.ts',
    edits: [
      {
        find: '    if (progress === null) return false;',
        replace: '    return false;',
      },
    ],
  },
  {
    name: 'edits-never-reread',
    file: 'core/orders/reread-shop.ts',
    edits: [
      {
        find: '    .filter((orderNumber) => orderNumber > after)',
        replace: '    .filter((orderNumber) => orderNumber > after && orderNumber < after)',
      },
    ],
  },
  {
    name: 'problem-never-retried',
    file: 'core/orders/sweep.ts',
    edits: [
      {
        find: 'row.problem !== undefined && !isHopeless(round, row)',
        replace: 'row.problem !== undefined && isHopeless(round, row)',
      },
    ],
  },
  {
    name: 'refused-key-pauses-for-ever',
    file: 'core/pause/pause.ts',
    edits: [{ find: '    return !otherKey && !tryAgain;', replace: '    return otherKey || !tryAgain || tryAgain;' }],
  },
  {
    name: 'one-page-only',
    file: 'core/orders/list-window.ts',
    edits: [
      {
        find: '  let whole = first.pages <= 1;\n  for (let page = 2; page <= first.pages; page++) {',
        replace: '  let whole = true;\n  for (let page = 2; page < 2; page++) {',
      },
    ],
  },
  {
    name: 'no-new-listing-after-a-page-shift',
    file: 'core/orders/list-window.ts',
    edits: [
      {
        find: "    if (next.total !== first.total || next.pages !== first.pages) return 'moved';",
        replace: '',
      },
      { find: "  if (orderNumbers.size !== rows) return 'moved';", replace: '' },
      { find: '  return whole && rows !== first.total ?', replace: '  return whole && rows < 0 ?' },
    ],
  },
  {
    name: 'dirty-mark-forgotten',
    file: 'core/orders/write-plans.ts',
    edits: [
      {
        find: '    return ports.stock.markDirty(',
        replace: '    if (sku < merchant) return Promise.resolve();\n    return ports.stock.markDirty(',
      },
    ],
  },
  {
    name: 'shards-without-schedule-never-asked',
    file: 'core/orders/shops-of-schedule.ts',
    edits: [{ find: 'shardsOfSchedule(shard, shards).filter(isAsked)', replace: '[shard].filter(isAsked)' }],
  },
  {
    name: 'empty-shard-never-asked-again',
    file: 'core/orders/shops-of-schedule.ts',
    edits: [{ find: 'Math.abs(now - emptyAt) < emptyShardRestMs', replace: 'now > 0 && emptyShardRestMs > 0' }],
  },
  {
    name: 'due-rows-never-set-aside',
    file: 'core/orders/set-aside.ts',
    edits: [
      {
        find: '    await ports.orders.setAside(row, until);',
        replace: '    if (until < 0) await ports.orders.setAside(row, until);',
      },
    ],
  },
  ...outageMutants,
  ...statusMutants,
  ...stockMutants,
  ...oddMallMutants,
  ...writeMutants,
];
