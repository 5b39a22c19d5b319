import { type Area, areas, type Cell, cellNamed, often, worldsCounted } from './cells.ts';
import type { KeptCoverage } from './kept.ts';

/** Where the page is. */
export const pagePath = 'docs/reference/coverage.md';

const titles: Readonly<Record<Area, string>> = {
  import: 'Import of orders: the row of the order',
  status: 'Changes of orders: the row of the change',
  stock: 'Stock: the row of the listing, or of the SKU',
};

interface Counted extends Cell {
  readonly times: number;
}

/** `docs/reference/coverage.md`, of a count that was kept. */
export function coveragePage({ seeds, cpuSeconds, coverage }: KeptCoverage): string {
  const cells = [...coverage].map(([name, { times }]): Counted => ({ ...cellNamed(name), times }));
  const missable = [...coverage.values()].filter(({ oftenBy }) => oftenBy !== null).length;
  const sections = areas.flatMap((area) => {
    const own = cells.filter((cell) => cell.area === area);
    return [
      `## ${titles[area]}`,
      '### Calls',
      tableOf(
        'call',
        own.filter(({ what }) => what === 'call'),
      ),
      '### Writes',
      tableOf(
        'write',
        own.filter(({ what }) => what === 'write'),
      ),
    ];
  });
  return `${[introduction(seeds, cpuSeconds, { cells: cells.length, missable }), ...sections].join('\n\n')}\n`;
}

function introduction(seeds: number, cpuSeconds: number, count: { cells: number; missable: number }): string {
  return `# What faults have met

Which fault met which call or write while a row was in which state, and how often, in the seeded worlds 1 to ${seeds}. A change of what worlds draw, or of the product,
can end that something is ever tried, and no test would fail: nothing breaks where nothing happens. So it is counted.

\`\`\`sh
npm run simulate -- --coverage
npm run simulate -- --coverage --seeds 50
npm run simulate -- --coverage --record
\`\`\`

This page counts ${seeds} worlds, which took ${cpuSeconds} CPU seconds. The first command plays ${worldsCounted}, and compares them with it. A cell that was met ${often === 5 ? 'five' : often} times and is met no more is named, and the command ends with
1. With fewer worlds only those cells are compared that were met as often in so few. \`--record\` writes the page anew, and \`proving/coverage/kept.tsv\`, which it is made of: look at what
is gone before you keep it. No test run includes the command.

This count has ${count.cells} cells, of which ${count.missable} would be missed.

- A **call** has the mall's own name for it. A call for several rows counts once for each state that they are in. Calls of health probes are about no row, and are left out.
- A **write** has the name of its port; where a row is written, the state that it gets follows. The column of states has the one before the write.
- **Error** is whatever a mall answers when it fails; *applied* says that it did what was asked all the same. Of the faults only *refused*, *process dies*, *reply lost* and *process stalls* meet writes.
- **Open call**: a call was made for the row, and whether the mall still carries it out is not known.
- **None named**: a listing of orders or items, a cursor, a message of a queue.`;
}

/** A row a call or write and a state, a column a fault. */
function tableOf(what: string, cells: readonly Counted[]): string {
  const faults = [...new Set(cells.map(({ fault }) => fault))].sort();
  const counts = new Map<string, Map<string, number>>();
  for (const { name, state, fault, times } of cells) {
    const key = `${name} | ${state}`;
    const row = counts.get(key) ?? new Map<string, number>();
    counts.set(key, row.set(fault, times));
  }
  const rows = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  const lines = [
    [what, 'state', ...faults],
    ['---', '---', ...faults.map(() => '--:')],
    ...rows.map(([key, row]) => [key, ...faults.map((fault) => String(row.get(fault) ?? '–'))]),
  ];
  return lines.map((fields) => `| ${fields.join(' | ')} |`).join('\n');
}
