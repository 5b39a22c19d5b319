import { type Budget, isMet } from './budgets.ts';
import { shown } from './table.ts';

/** What a whole run of the bench reached, as `npm run bench -- --record` keeps it in `bench/reached.json`. */
export interface Reached {
  /** The day of the run, in Japan; null until one was recorded. */
  readonly on: string | null;
  /** Cores of the machine. */
  readonly cores: number;
  readonly budgets: readonly Budget[];
}

const heading = '## What was reached\n';

/** The part of docs/reference/bench.md that says what was reached: everything in it follows from the record. */
export function reachedSection({ on, cores, budgets }: Reached): string {
  if (on === null) {
    return `${heading}\nNo whole run was recorded yet: \`npm run bench -- --record\` on an idle machine writes the table here.\n`;
  }
  const rows = budgets.map((budget) => {
    const { figure, measured, limit, sense, gated } = budget;
    const met = isMet(budget) ? 'yes' : '**no**';
    return `| ${figure} | ${shown(measured)} | ${sense} ${shown(limit)} | ${met} | ${gated ? 'gate' : 'reported'} |`;
  });
  return `${heading}
On ${on}, by one whole run on ${cores} cores that did nothing else. \`npm run bench -- --record\` writes this table, and a test compares it with what was
recorded.

| figure | reached | budget | met | |
|---|---:|---:|---|---|
${rows.join('\n')}
`;
}

/** The page with another such part. Throws when the page has no place for it. */
export function withReached(page: string, reached: Reached): string {
  const from = page.indexOf(heading);
  if (from === -1) throw new Error(`The page has no heading "${heading.trim()}", under which the table is written.`);
  const next = page.indexOf('\n## ', from);
  return `${page.slice(0, from)}${reachedSection(reached)}${next === -1 ? '' : page.slice(next)}`;
}
