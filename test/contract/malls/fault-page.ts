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

## Faults of one mall only

Of a call that sets a level.

${table(titles, own, ({ set }) => setText(set))}
`;
}

const opening = `# Calls for stock under faults

How a call for stock ends under every fault of the malls' simulators: a call that reads one item, and a call that sets it.
\`test/contract/malls.test.ts\` plays all of them over HTTP. It fails if this page differs, or if two malls give one fault two meanings.

A cell has the code of the error, or in quotes the answer for the item. *Open* means that the call may have been applied (\`mayBeApplied\` in
\`core/kernel/errors.ts\`): the item is read before anything is sent again. The last part is what the mall really had afterwards. A level that was
set although the call failed must be open. A level that was answered and lost is found when the item is read back: at once if the mall was not
healthy within the last hour, otherwise at night.
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
