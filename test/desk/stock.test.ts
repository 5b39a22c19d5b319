import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type JournalEntry, recount } from '../../journal/index.ts';
import type { Figures } from '../../local/desk/figures.ts';
import { knock } from '../local/fixture/knock.ts';
import { type StartedDesk, startDesk } from '../local/fixture/started-desk.ts';
import { until } from '../local/fixture/until.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-stock-'));
const [folder, journal] = [join(root, 'data'), join(root, 'journal.ndjson')];
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

function npmStart(...args: string[]): StartedDesk {
  const desk = startDesk('--data', folder, '--speed', '20', '--alone', '--json', '--journal', journal, ...args);
  children.push(desk.child);
  return desk;
}

/** What is done behind a mall's API, through its control API. */
const at = (mall: 'rms' | 'yahoo', control: string, body: object = {}): Promise<unknown> =>
  knock(folder, mall, control, body);

const ware = { code: 'kasa-5521', colour: 'nv' };

async function shows(mall: 'rms' | 'yahoo'): Promise<number | null | undefined> {
  type Row = { manageNumber?: string; variantId?: string; itemCode?: string; subCode?: string; quantity: number };
  const books = (await at(mall, 'books')) as { shops: { inventory?: Row[]; stock?: Row[] }[] };
  const rows = books.shops[0]?.inventory ?? books.shops[0]?.stock ?? [];
  return rows.find(
    (row) => [row.manageNumber ?? row.itemCode, row.variantId ?? row.subCode].join() === `${ware.code},${ware.colour}`,
  )?.quantity;
}

const sellAtRms = (units: number) =>
  at('rms', 'add-orders', {
    shopUrl: 'midori-an',
    kind: 'plain',
    lines: [{ manageNumber: ware.code, variantId: ware.colour, units }],
  });
const sellAtYahoo = (units: number) =>
  at('yahoo', 'add-orders', {
    sellerId: 'midori-an',
    kind: 'plain',
    lines: [{ itemCode: ware.code, subCode: ware.colour, units }],
  });

/** The levels that Yahoo has taken of the ware since a moment, by the journal. */
function takenByYahoo(since: number): number[] {
  const entries = readFileSync(journal, 'utf8').split('\n').filter(Boolean);
  return entries.flatMap((line) => {
    const entry = JSON.parse(line) as JournalEntry;
    if (entry.kind !== 'exchange' || entry.at < since || !entry.request.path.endsWith('/setStock')) return [];
    if (entry.outcome.ending !== 'answer' || entry.outcome.status !== 200) return [];
    const form = new URLSearchParams(entry.request.body);
    const index = form.get('item_code')?.split(',').indexOf(`${ware.code}:${ware.colour}`) ?? -1;
    return index < 0 ? [] : [Number(form.get('quantity')?.split(',')[index])];
  });
}

it('what is sold at one mall is gone at the other; an outage leaves one push, through a kill -9', async () => {
  const killed = npmStart('--fresh', '--shops', '3', '--per-hour', '0');
  await until('the start', () => /Ready after/.test(killed.err()));
  const counted = await until('the counted level at both malls', async () => {
    const [rms, yahoo] = [await shows('rms'), await shows('yahoo')];
    // Every item opens with 100 pieces, and no shelf holds as many.
    return rms === yahoo && rms !== 100 && typeof rms === 'number' && rms;
  });

  await sellAtRms(2);
  await until('Yahoo to show two fewer', async () => (await shows('yahoo')) === counted - 2);
  await sellAtYahoo(1);
  await until('RMS to show three fewer', async () => (await shows('rms')) === counted - 3);
  expect(await shows('yahoo')).toBe(counted - 3);

  await at('yahoo', 'break', { kind: 'server-error-html' });
  const { nowMs: brokenAt } = (await at('yahoo', 'now-ms')) as { nowMs: number };
  for (let sale = 0; sale < 5; sale += 1) await sellAtRms(1);
  await until('the outage', () => killed.err().includes('is paused (outage'));
  killed.child.kill('SIGKILL');
  await killed.ended;

  const run = npmStart();
  await until('the second start', () => /Ready after/.test(run.err()));
  expect(await shows('yahoo')).toBe(counted - 3);
  expect(takenByYahoo(brokenAt)).toEqual([]);
  await at('yahoo', 'mend');
  await until('Yahoo to catch up', async () => (await shows('yahoo')) === counted - 8);
  run.child.kill('SIGINT');
  expect(await run.ended, run.err()).toBe(0);

  expect(takenByYahoo(brokenAt)).toEqual([counted - 8]);
  const figures = JSON.parse(run.out()) as Figures;
  expect(figures.orders).toMatchObject({ atMall: 7, stored: 7, missing: 0, duplicates: 0 });
  expect(figures.stock).toMatchObject({ listings: 60, inStep: 60, diverged: 0 });
  expect((await recount(journal)).figures).toEqual(figures);
});
