import type { Ending, Played } from './play-fault.ts';
import type { FaultName } from './subject.ts';

/** A row of the page: a fault, and what became of it at each mall by its title. */
export interface FaultRow {
  readonly fault: FaultName;
  readonly malls: ReadonlyMap<string, Played | null>;
}

/** The page `docs/malls/stock-faults.md`. */
export function faultPage(titles: readonly string[], common: readonly FaultRow[], own: readonly FaultRow[]): string {
  return `${opening}
## Setting levels

${table(titles, common, ({ set }) => setText(set))}

## Reading levels

${table(titles, common, ({ read }) => readText(read))}

## What not every mall knows

Of a call that sets.

${table(titles, own, ({ set }) => setText(set))}
`;
}

const opening = `# What becomes of a call for stock that goes wrong

Every fault of the malls' simulators, struck over HTTP on a call that reads one item and on one that sets it. \`test/contract/malls.test.ts\`
plays them all, and fails when this page says something else, or when two malls give one fault two meanings.

A cell has the code of the error, or in quotes what the answer said of the item. *Open* is what \`mayBeApplied\` (\`core/kernel/errors.ts\`) makes of
it: the item is read before anything is sent again. The rest says what the mall truly had afterwards: whatever was set although the call failed
must be open. What was answered and lost is found when it is read back, at once where the mall was not well within the last hour, else at night.
`;

function table(titles: readonly string[], rows: readonly FaultRow[], textOf: (played: Played) => string): string {
  const lines = rows.map(({ fault, malls }) => {
    const cells = titles.map((title) => {
      const played = malls.get(title);
      return played ? textOf(played) : 'not known there';
    });
    return `| ${[fault, ...cells].join(' | ')} |`;
  });
  return [`| fault | ${titles.join(' | ')} |`, `| --- |${' --- |'.repeat(titles.length)}`, ...lines].join('\n');
}

const happened = { 'at once': 'set', later: 'set later', never: 'not set' } as const;

function setText(ending: Ending): string {
  return `${codeText(ending)}, ${ending.open ? 'open' : 'closed'}, ${happened[ending.set]}`;
}

const readText = (ending: Ending): string =>
  ending.retry === null ? codeText(ending) : `${codeText(ending)}, ${ending.retry}`;

const codeText = ({ code, retry }: Ending): string => (retry === null ? `“${code}”` : `\`${code}\``);
