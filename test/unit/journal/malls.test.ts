import { expect, it } from 'vitest';
import type { ExchangeEntry } from '../../../journal/index.ts';
import { journalMallNames } from '../../../journal/malls/index.ts';
import { parseEntry } from '../../../journal/recount/parse-entry.ts';
import { recountStart, runAt } from './small-run.ts';

const call = (mall: string) => ({
  ...{ kind: 'exchange', at: runAt + 1_000, mall, shopUrl: 'kado' },
  request: { method: 'GET', path: '/x', headers: {}, body: '' },
  outcome: { ending: 'hang' },
});

it('every mall that the journal reads is counted under its own name: it knew two malls in five places', async () => {
  expect(journalMallNames).toEqual(expect.arrayContaining(['rms', 'yahoo']));
  const { figures } = await recountStart(journalMallNames.map((mall) => call(mall) as ExchangeEntry));
  expect(figures).toMatchObject(Object.fromEntries(journalMallNames.map((mall) => [`${mall}Calls`, 1])));
});

it('an entry of a mall that it does not read is refused, with the names of those that it reads', () => {
  const parsed = parseEntry(JSON.stringify(call('nowhere')));
  expect(parsed).toMatchObject({ kind: 'wrong' });
  expect('problems' in parsed && parsed.problems.join(' ')).toContain(
    `expected ${journalMallNames.map((mall) => `"${mall}"`).join(' or ')}`,
  );
});
