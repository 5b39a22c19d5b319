import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { book, journalOf, runEnd, runEntry, shopRow, soundOrder } from '../unit/journal/small-run.ts';

const command = fileURLToPath(new URL('../../bin/recount.ts', import.meta.url));
const recountCommand = (...words: string[]) => spawnSync(process.execPath, [command, ...words], { encoding: 'utf8' });

it('npm run recount prints one line of figures with --json, and ends with 0 when all is well', async () => {
  const { status, stdout } = recountCommand(await journalOf([runEntry, shopRow(), ...soundOrder, runEnd]), '--json');
  expect(status).toBe(0);
  expect(stdout).toBe(
    '{"shops":1,"orders":{"atMall":1,"stored":1,"missing":0,"duplicates":0},"lagSeconds":{"p50":4.3,"max":4.3},"rmsCalls":0,"yahooCalls":0,"statuses":{"requested":0,"confirmed":0,"held":0,"failed":0,"waiting":0},"stock":{"listings":0,"inStep":0,"diverged":0,"pushes":0}}\n',
  );
});

it('npm run recount names what is missing, and ends with 1', async () => {
  const { status, stdout } = recountCommand(await journalOf([runEntry, shopRow(), book(), runEnd]));
  expect(status).toBe(1);
  expect(stdout).toMatch(/missing +1\n/);
  expect(stdout).toContain('rms#shop-1#A-1 is at the mall and has no row');
});

it('npm run recount without a file says how it is used, and ends with 2', () => {
  const { status, stdout, stderr } = recountCommand();
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/Got 0 files, expected one journal\.[\s\S]*npm run recount -- FILE/);
});
