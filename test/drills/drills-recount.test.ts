import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recount } from '../../journal/index.ts';
import { drill, folder, forgetDays, journalPath } from './drilled-days.ts';

afterAll(forgetDays);

/** A day of few shops: its journal is read anew for each lie. */
const day = ['2020-02-10', 3] as const;

/** Whether a level stays what this line says. */
function isLastOf(line: string, lines: readonly string[]): boolean {
  const named = line.slice(line.indexOf('"shop"'), line.indexOf('"level":'));
  return lines.findLast((one) => one.startsWith('{"kind":"level"') && one.includes(named)) === line;
}

describe('the recount of a drill', () => {
  /** The figures of the journal of 2020-02-10 after one line of it was changed or, with null, taken out. */
  async function withLie(
    isMeant: (line: string, lines: readonly string[]) => boolean,
    lie: (line: string) => string | null,
  ) {
    await drill(...day);
    const lines = readFileSync(journalPath(...day), 'utf8')
      .trimEnd()
      .split('\n');
    const index = lines.findIndex((line) => isMeant(line, lines));
    expect(index).toBeGreaterThan(0);
    const told = lie(lines[index] as string);
    lines.splice(index, 1, ...(told === null ? [] : [told]));
    const path = join(folder, 'lie.ndjson');
    writeFileSync(path, `${lines.join('\n')}\n`);
    return recount(path);
  }

  it('the recount of a drill misses a mail that was taken out', async () => {
    const { mails } = (await drill(...day)).figures;
    const { figures } = await withLie(
      (line) => line.startsWith('{"kind":"mail"'),
      () => null,
    );
    expect(figures).toMatchObject({ mails: { affectedMin: 1, affectedMax: 2, total: mails.total - 1 } });
  });

  it('the recount of a drill sees a call that was moved into the pause', async () => {
    const inPause = Date.parse('2020-02-10T17:00:00+09:00');
    const { figures } = await withLie(
      (line) => line.includes('"caller":"worker"') && line.includes('/order/searchOrder/'),
      (line) => line.replace(/"startedAt":\d+/, `"startedAt":${inPause}`),
    );
    expect(figures).toMatchObject({ calls: { byWorkersWhilePaused: 1 } });
  });

  it('the recount of a drill sees a parcel that lies in the books once more', async () => {
    const parcel = /("parcels":\[)(\{"basketId":"[^}]*"trackingNumber":"[^}]*\})/;
    const { figures, findings } = await withLie(
      (line) => line.startsWith('{"kind":"book"') && parcel.test(line),
      (line) => line.replace(parcel, '$1$2,$2'),
    );
    expect(figures).toMatchObject({ status: { doubleShipments: 1, stuck: 0 } });
    expect(findings).toEqual([expect.stringMatching(/ has 1 rows of a parcel too many$/)]);
  });

  it('the recount of a drill sees a change that never ended, and one whose row is gone', async () => {
    const isRow = (line: string) => line.includes('"table":"Pushes"');
    const hung = await withLie(isRow, (line) => line.replace(/"state":\{[^}]*\}/, '"state":{"kind":"pushing"}'));
    expect(hung.figures).toMatchObject({ status: { stuck: 1 } });
    const gone = await withLie(isRow, () => null);
    expect(gone.figures).toMatchObject({
      status: { requested: (await drill(...day)).figures.status.requested, stuck: 1 },
    });
    expect(gone.findings).toEqual([expect.stringMatching(/ was asked for and has not ended$/)]);
  });

  it('the recount of a drill sees a listing with another level and a note that is gone, and names both', async () => {
    const shows = await withLie(
      (line, lines) => line.startsWith('{"kind":"level"') && line.includes('"by":"call"') && isLastOf(line, lines),
      (line) => line.replace(/"level":\d+/, '"level":4321'),
    );
    expect(shows.figures).toMatchObject({ stock: { diverged: 1 } });
    expect(shows.findings).toEqual([expect.stringMatching(/ shows 4321, and should show \d+$/)]);
    const gone = await withLie(
      (line) => line.includes('"oversoldSince"'),
      () => null,
    );
    const { oversoldTrue } = (await drill(...day)).figures.stock;
    expect(gone.figures).toMatchObject({ stock: { oversoldReported: oversoldTrue - 1, oversoldTrue } });
    expect(gone.findings).toEqual([expect.stringMatching(/ is oversold, and is not noted$/)]);
  });

  it('the recount of a drill misses a row that was taken out, and names the order', async () => {
    const { figures, findings } = await withLie(
      (line) => line.includes('"table":"Orders"') && line.includes('"kind":"stored"') && line.includes('"rms#'),
      () => null,
    );
    expect(figures).toMatchObject({ orders: { lost: 1 } });
    expect(findings).toEqual([expect.stringMatching(/^rms#shop-\d+#\S+ is at the mall and is not stored$/)]);
  });
});
