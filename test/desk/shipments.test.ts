import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recount } from '../../journal/index.ts';
import type { Figures } from '../../local/desk/figures.ts';
import type { QueueLetters } from '../../ops/pushes/stuck.ts';
import { knock } from '../local/fixture/knock.ts';
import { badLines, type FiledParcel, writeShipmentFile } from '../local/fixture/shipment-file.ts';
import { startDesk } from '../local/fixture/started-desk.ts';
import { until } from '../local/fixture/until.ts';

/** A running `npm start` whose shops have 320 orders to ship. */
const folder = mkdtempSync(join(tmpdir(), 'tsunagi-shipments-'));
const journal = join(folder, 'journal.ndjson');
const [file, laterFile] = [join(folder, 'shipments.csv'), join(folder, 'later-shipments.csv')];
const shown = ['--data', folder, '--fresh', '--shops', '6', '--per-hour', '0', '--alone'];
const desk = startDesk(...shown, '--speed', '60', '--json', '--journal', journal);
const orderCount = 320;
/** Orders of a second file, which is handed in while the mall is away. It is shorter than the first bad line is far down. */
const laterCount = 20;
const orderNumbers: string[] = [];
let parcels: readonly FiledParcel[] = [];
let laterParcels: readonly FiledParcel[] = [];

beforeAll(async () => {
  await until('the start', () => desk.err().includes('Ready after'));
  const shops = await control<{ shopUrl: string }[]>('shops');
  for (const { shopUrl } of shops) {
    const wanted = { shopUrl, count: orderCount / shops.length, kind: 'plain' };
    const added = (await control<{ orderNumbers: string[] }>('add-orders', wanted)).orderNumbers;
    for (const orderNumber of added) await control('move-order', { shopUrl, orderNumber, orderProgress: 300 });
    orderNumbers.push(...added);
  }
  const { nowMs } = await control<{ nowMs: number }>('now-ms');
  const day = new Date(nowMs + 9 * 3_600_000).toISOString().slice(0, 10);
  parcels = writeShipmentFile(file, orderNumbers.slice(laterCount), day);
  laterParcels = writeShipmentFile(laterFile, orderNumbers.slice(0, laterCount), day, orderCount);
  const imported = () =>
    [...desk.err().matchAll(/(\d+) orders? imported/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  await until('the import of all orders', () => imported() >= orderCount);
});
afterAll(() => {
  desk.child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const control = <T>(name: string, body: object = {}): Promise<T> => knock(folder, 'rms', name, body);

interface Spoken {
  readonly code: number;
  readonly out: string;
}

function ops(...args: string[]): Promise<Spoken> {
  return new Promise((resolve) =>
    execFile(process.execPath, ['bin/ops.ts', ...args, '--data', folder], (error, out) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out }),
    ),
  );
}

async function undone(): Promise<readonly { readonly state: string }[]> {
  const { out } = await ops('push', 'list', '--json');
  return (JSON.parse(out) as { pushes: { state: string }[] }).pushes;
}

const count = (pushes: readonly { readonly state: string }[], wanted: string): number =>
  pushes.filter(({ state }) => state === wanted).length;

/** Tracking numbers that the mall itself has of each order. */
async function numbersAtMall(): Promise<Map<string, (string | null)[]>> {
  type Package = { ShippingModelList: { shippingNumber: string | null }[] | null };
  type Booked = { orderNumber: string; model: { PackageModelList: Package[] } };
  const { shops } = await control<{ shops: { orders: Booked[] }[] }>('books');
  const numbersOf = ({ model }: Booked) =>
    model.PackageModelList.flatMap((one) => (one.ShippingModelList ?? []).map(({ shippingNumber }) => shippingNumber));
  return new Map(shops.flatMap(({ orders }) => orders.map((order) => [order.orderNumber, numbersOf(order)] as const)));
}
const reported = async (): Promise<number> =>
  [...(await numbersAtMall()).values()].filter((numbers) => numbers.length > 0).length;

describe('a day of 320 shipments, through an outage', () => {
  it('a file of shipments with bad lines names them all at once, and nothing is requested', async () => {
    const { code, out } = await ops('push', 'ship', '--file', file);
    expect(code).toBe(1);
    for (const { line, says } of badLines) expect(out).toMatch(new RegExp(`\\b${line}\\b.*(${says.source})`));
    expect(out).toContain('3 lines not good');
    expect(out).toContain('Nothing was requested.');
    expect(await undone()).toEqual([]);
    expect(await reported()).toBe(0);
  });

  it('a file of shipments ends with each good line at the mall once, though the mall was away in the middle', async () => {
    const asked = await ops('push', 'ship', '--file', file, '--partial');
    expect(asked.code).toBe(1);
    expect(readFileSync(`${file}.rejected.csv`).toString('latin1').trim().split('\n')).toHaveLength(
      1 + badLines.length,
    );
    await until('a third of the parcels at the mall', async () => (await reported()) >= 100);
    await control('break', { kind: 'server-error-html' });
    expect((await ops('push', 'ship', '--file', laterFile)).code).toBe(0);
    // All but those whose call had an open end: they wait for a look at the mall, and nothing is sent for them before it.
    await until('what is undone held', async () => {
      const all = await undone();
      return all.every(({ state }) => ['held', 'retrying'].includes(state)) && count(all, 'held') >= laterCount;
    });
    await until('a line that says so', () => /\d+ held \(outage\)/.test(desk.err()));
    const during = await numbersAtMall();
    for (const { orderNumber } of laterParcels) expect(during.get(orderNumber)).toEqual([]);

    await control('mend');
    const all = [...parcels, ...laterParcels];
    await until('all parcels at the mall', async () => (await reported()) === all.length);
    const atMall = await numbersAtMall();
    for (const { orderNumber, trackingNumber } of all) expect(atMall.get(orderNumber)).toEqual([trackingNumber]);
    const badOnes = orderNumbers.filter((one) => !all.some(({ orderNumber }) => orderNumber === one));
    expect(badOnes.map((orderNumber) => atMall.get(orderNumber))).toEqual([[], [], []]);
    await until('nothing undone and nothing failed', async () => (await undone()).length === 0);
    const { out } = await ops('stuck', '--minutes', '0', '--json');
    const { groups, letters, rejected } = JSON.parse(out) as { groups: []; letters: QueueLetters[]; rejected: number };
    expect({ groups, rejected, letters: letters.filter(({ waiting, taken }) => waiting + taken > 0) }).toEqual({
      groups: [],
      rejected: 0,
      letters: [],
    });
    expect(letters.map(({ queue }) => queue)).toEqual(['work', 'intake', 'stock', 'stock-intake', 'feed']);
    const again = await ops('push', 'ship', '--file', file, '--partial');
    expect(again.out).toContain(`0 changes requested, ${parcels.length} stood already`);
  });

  it('a day of shipments is counted right at the end, by itself and by the recount', async () => {
    desk.child.kill('SIGINT');
    expect(await desk.ended, desk.err()).toBe(0);
    const figures = JSON.parse(desk.out()) as Figures;
    const sent = parcels.length + laterParcels.length;
    expect(figures.statuses).toEqual({ requested: sent, confirmed: sent, held: 0, failed: 0, waiting: 0 });
    expect((await recount(journal)).figures).toEqual(figures);
  });
});
