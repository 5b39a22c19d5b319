import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openJournal, recount } from '../../journal/index.ts';
import { journalOfDay } from '../drill/journal-of-day.ts';
import { type DrillResult, runDrill } from '../drill/run-drill.ts';
import { type Script, scripts } from '../drill/scripts.ts';

const ids = scripts.map(({ id }) => id);
const played = new Map<string, Promise<DrillResult>>();
const folder = mkdtempSync(join(tmpdir(), 'tsunagi-drill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const journalPath = (id: string): string => join(folder, `${id}.ndjson`);

function scriptNamed(id: string): Script {
  const script = scripts.find((one) => one.id === id);
  if (script === undefined) throw new Error(`There is no script ${id}.`);
  return script;
}

/** What came of a script on 20 shops. It is played once, with its journal, however many tests look at it. */
function drill(id: string): Promise<DrillResult> {
  const result =
    played.get(id) ??
    runDrill({ script: scriptNamed(id), shops: 20, seed: 1, journal: journalOfDay(openJournal(journalPath(id))) });
  played.set(id, result);
  return result;
}

describe('a replayed incident', () => {
  it.each(ids)('%s: no order is lost, none is stored twice, nobody called while all was held', async (id) => {
    const { figures, unexpected } = await drill(id);
    expect(unexpected).toEqual([]);
    expect(figures.orders).toMatchObject({ lost: 0, storedTwice: 0 });
    expect(figures.orders.placed).toBeGreaterThan(200);
    expect(figures.calls.byWorkersWhilePaused).toBe(0);
    expect(figures.calls.first5MinOfRampOverFull).toBeLessThanOrEqual(0.1);
    expect(figures.calls.first5MinOfRampOverOrdinary).toBeLessThanOrEqual(0.2);
    expect(figures.minutes.toFirstOrderAfterRecovery ?? 0).toBeLessThanOrEqual(2);
    expect(figures.mails.unaffected).toBe(0);
  });

  it.each(ids)(
    '%s: of the status changes asked for all day none hangs, none is made twice, no message fails',
    async (id) => {
      const { status } = (await drill(id)).figures;
      expect(status).toMatchObject({ requested: 500, stuck: 0, doubleShipments: 0, failedMessages: 0 });
      expect(status.failed).toBeGreaterThan(10);
      expect(status.confirmed + status.failed).toBe(500);
    },
  );

  it.each(['2020-02-10', '2025-10-20'])(
    '%s: what was asked for before its end is done ten minutes after',
    async (id) => {
      const { facts, figures } = await drill(id);
      expect(facts.pushes.filter(({ heldAt }) => heldAt !== null).length).toBeGreaterThan(100);
      expect(figures.minutes.toStatusesDone).toBeGreaterThan(1);
      expect(figures.minutes.toStatusesDone).toBeLessThanOrEqual(10);
    },
  );

  it.each(ids)('%s: the journal alone gives the same figures', async (id) => {
    const { figures: counted } = await drill(id);
    const { figures, findings } = await recount(journalPath(id));
    expect(figures).toEqual(counted);
    expect(findings).toEqual([]);
  });

  it('of 2020-02-10 is one incident, detected in three minutes, with two mails to each affected merchant', async () => {
    const { figures } = await drill('2020-02-10');
    expect(figures).toMatchObject({ incidents: 1, mails: { affectedMin: 2, affectedMax: 2, corrections: 0 } });
    expect(figures.minutes.toDetect).toBeLessThanOrEqual(3);
    expect(figures.orders.placedByGrey).toBeGreaterThan(50);
    expect(figures.orders.storedDuringGrey).toBeGreaterThanOrEqual(0.8 * figures.orders.fetchableDuringGrey);
  });

  it('of 2025-10-20 never stops the import, and writes only to merchants who push statuses', async () => {
    const { figures, facts } = await drill('2025-10-20');
    expect(figures).toMatchObject({ incidents: 1, mails: { affectedMin: 2, affectedMax: 2, unaffected: 0 } });
    const held = facts.healths.filter(
      ({ health }) => health.capability === 'import' && health.state.kind !== 'healthy',
    );
    expect(held).toEqual([]);
  });

  it('of 2023-sku holds stock alone, and writes only to merchants who use it', async () => {
    const { figures, facts } = await drill('2023-sku');
    expect(figures).toMatchObject({ incidents: 1, mails: { affectedMin: 2, affectedMax: 2, unaffected: 0 } });
    const out = facts.healths.filter(({ health }) => health.state.kind === 'down');
    expect(new Set(out.map(({ health }) => health.capability))).toEqual(new Set(['stock']));
  });

  it.each(['2025-10-20', '2023-sku'])('of %s is detected in three minutes, though only a part is out', async (id) => {
    expect((await drill(id)).figures.minutes.toDetect).toBeLessThanOrEqual(3);
    expect((await drill(id)).figures.minutes.toDetect).toBeGreaterThan(0);
  });

  it.each(['2020-05-17', '2024-06-16'])(
    'of %s was planned, so it is no incident: one mail ahead, a second one to who has something to do',
    async (id) => {
      const { figures } = await drill(id);
      expect(figures.incidents).toBe(0);
      expect(figures.minutes.toDetect).toBeNull();
      expect(figures.mails).toMatchObject({ affectedMin: 1, affectedMax: 2, unaffected: 0, corrections: 0 });
    },
  );
});

describe('the day of 2020-02-10', () => {
  it('has people in it: whoever presses import waits in the queue, and a key runs out without being an incident', async () => {
    const { presses, facts, figures } = await drill('2020-02-10');
    expect(presses.length).toBeGreaterThan(3);
    expect(presses.filter(({ outcome }) => outcome === 'queued').length).toBeGreaterThan(3);
    const keyless = facts.keyless[0]?.shop;
    const rows = facts.rows.filter(({ shop }) => shop === keyless);
    const { from = 0, to = 0 } = facts.keyless[0] ?? {};
    expect(rows.filter(({ storedAt = 0 }) => storedAt > from && storedAt < to)).toEqual([]);
    expect(rows.filter(({ storedAt = 0 }) => storedAt >= to).length).toBeGreaterThan(0);
    expect(figures.incidents).toBe(1);
  });

  it('has calls that the mall makes true and says nothing of: a design that sends again at once doubles and hangs', async () => {
    const { facts } = await drill('2020-02-10');
    const naive = await runDrill({ script: scriptNamed('2020-02-10'), shops: 20, seed: 1, design: 'naive' });
    expect(naive.figures.status.doubleShipments).toBeGreaterThan(20);
    expect(naive.figures.status.stuck).toBeGreaterThan(20);
    expect(naive.figures.status.requested).toBe(facts.pushes.length);
  });

  it('has orders that the mall lists hours late, and orders changed meanwhile; all are stored as they are in the end', async () => {
    const { facts } = await drill('2020-02-10');
    const late = facts.books.filter(({ visibleAt, placedAt }) => visibleAt > placedAt);
    expect(late.length).toBeGreaterThan(2);
    const stored = new Map(facts.rows.map((row) => [row.orderNumber, row.storedAt]));
    for (const { orderNumber, visibleAt } of late) expect(stored.get(orderNumber)).toBeGreaterThanOrEqual(visibleAt);
    const cancelled = facts.books.filter(({ units }) => [...units.values()].every((count) => count === 0));
    expect(cancelled.length).toBeGreaterThanOrEqual(20);
    const held = Map.groupBy(facts.claims, ({ orderNumber }) => orderNumber);
    for (const { orderNumber, units } of facts.books) {
      const claims = held.get(orderNumber) ?? [];
      const total = claims.reduce((sum, { quantity }) => sum + quantity, 0);
      expect(total).toBe([...units.values()].reduce((sum, count) => sum + count, 0));
    }
  });
});

describe('the recount of a drill', () => {
  /** The figures of the journal of 2020-02-10 after one line of it was changed or, with null, taken out. */
  async function withLie(isMeant: (line: string) => boolean, lie: (line: string) => string | null) {
    await drill('2020-02-10');
    const lines = readFileSync(journalPath('2020-02-10'), 'utf8').trimEnd().split('\n');
    const index = lines.findIndex(isMeant);
    expect(index).toBeGreaterThan(0);
    const told = lie(lines[index] as string);
    lines.splice(index, 1, ...(told === null ? [] : [told]));
    const path = join(folder, 'lie.ndjson');
    writeFileSync(path, `${lines.join('\n')}\n`);
    return recount(path);
  }

  it('misses a mail that was taken out', async () => {
    const { mails } = (await drill('2020-02-10')).figures;
    const { figures } = await withLie(
      (line) => line.startsWith('{"kind":"mail"'),
      () => null,
    );
    expect(figures).toMatchObject({ mails: { affectedMin: 1, affectedMax: 2, total: mails.total - 1 } });
  });

  it('sees a call that was moved into the pause', async () => {
    const inPause = Date.parse('2020-02-10T17:00:00+09:00');
    const { figures } = await withLie(
      (line) => line.includes('"caller":"worker"') && line.includes('/order/searchOrder/'),
      (line) => line.replace(/"startedAt":\d+/, `"startedAt":${inPause}`),
    );
    expect(figures).toMatchObject({ calls: { byWorkersWhilePaused: 1 } });
  });

  it('sees a parcel that lies in the books once more', async () => {
    const parcel = /("parcels":\[)(\{"basketId":"[^}]*"trackingNumber":"[^}]*\})/;
    const { figures, findings } = await withLie(
      (line) => line.startsWith('{"kind":"book"') && parcel.test(line),
      (line) => line.replace(parcel, '$1$2,$2'),
    );
    expect(figures).toMatchObject({ status: { doubleShipments: 1, stuck: 0 } });
    expect(findings).toEqual([expect.stringMatching(/ has 1 rows of a parcel too many$/)]);
  });

  it('sees a change that never ended, and one whose row is gone', async () => {
    const isRow = (line: string) => line.includes('"table":"Pushes"');
    const hung = await withLie(isRow, (line) => line.replace(/"state":\{[^}]*\}/, '"state":{"kind":"pushing"}'));
    expect(hung.figures).toMatchObject({ status: { stuck: 1 } });
    const gone = await withLie(isRow, () => null);
    expect(gone.figures).toMatchObject({ status: { requested: 500, stuck: 1 } });
    expect(gone.findings).toEqual([expect.stringMatching(/ was asked for and has not ended$/)]);
  });

  it('misses a row that was taken out, and names the order', async () => {
    const { figures, findings } = await withLie(
      (line) => line.includes('"table":"Orders"') && line.includes('"kind":"stored"'),
      () => null,
    );
    expect(figures).toMatchObject({ orders: { lost: 1 } });
    expect(findings).toEqual([expect.stringMatching(/^rms#shop-\d+#\S+ is at the mall and is not stored$/)]);
  });
});
