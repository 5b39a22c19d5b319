import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs } from '../../../core/kernel/time.ts';
import { workPushes } from '../ops/push-states.ts';
import { openPushWorld, type PushOpsWorld } from '../ops/push-world.ts';
import { type ConsoleWorld, openConsole } from './console-world.ts';

let world: PushOpsWorld;
let console: ConsoleWorld;
let path: string;

beforeEach(async () => {
  world = await openPushWorld(mkdtempSync(join(tmpdir(), 'tsunagi-actions-')), 1);
  console = openConsole({ mayChange: true, world });
  path = `/orders/${encodeURIComponent(world.shop.key)}/${world.orderNumbers[0]}`;
});
afterEach(() => rmSync(world.folder, { recursive: true }));

const [wrong, right] = ['444413758703', '444413758714'];
const parcel = { carrier: '1001', number: wrong, date: '2026-11-24' };
const contents = () => world.pushes().map(({ content }) => content);

describe('what is done from the page of an order', () => {
  it('is accepted as the command accepts it: a parcel is reported, then corrected, and each look leads back to the order', async () => {
    const shipped = await console.submit(path, '/ship', parcel);
    expect([shipped.status, shipped.headers.get('location')]).toEqual([303, path]);
    const corrected = await console.submit(path, '/correct', { corrects: wrong, number: right });
    expect(corrected.status).toBe(303);
    expect(contents()).toMatchObject([
      { kind: 'ship', parcels: [{ carrier: '1001', trackingNumber: wrong, shippedOn: '2026-11-24' }] },
      { kind: 'ship', parcels: [{ carrier: '1001', trackingNumber: right, corrects: wrong }] },
    ]);
    expect(world.pushes().map(({ by }) => by)).toEqual(['tester', 'tester']);
    expect(await console.page(path)).toContain(`${wrong}, 2026-11-24 (being replaced by ${right})`);
    const number = world.orderNumbers[0];
    expect(console.recorded).toEqual([
      `ops push ship ${number} --shop ${world.shop.key}: done`,
      `ops push ship ${number} --shop ${world.shop.key}: done`,
    ]);
  });

  it('names what is wrong by the labels of its form, keeps what was typed and asks for nothing', async () => {
    const answer = await console.submit(path, '/ship', { number: '4.44E+11', date: '2026-13-45' });
    const page = await answer.text();
    expect([answer.status, world.pushes()]).toEqual([400, []]);
    expect(page).toContain('shipped on: got &quot;2026-13-45&quot;');
    expect(page).toContain('value="4.44E+11"');
    expect(page).not.toMatch(/--(?:number|date|carrier)/);
  });

  it('says that an order has a parcel already, and takes another one where that is ticked', async () => {
    await console.submit(path, '/ship', parcel);
    const refused = await console.submit(path, '/ship', { ...parcel, number: right });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('has a parcel already')]);
    expect((await console.submit(path, '/ship', { ...parcel, number: right, another: 'on' })).status).toBe(303);
    expect(world.pushes()).toHaveLength(2);
  });

  it('confirms, writes the memo whole, and cancels only what is ticked', async () => {
    await console.submit(path, '/confirm', {});
    await console.submit(path, '/memo', { memo: '一行目\n二行目' });
    const unticked = await console.submit(path, '/cancel', { reason: 'out-of-stock' });
    expect([unticked.status, await unticked.text()]).toEqual([400, expect.stringContaining('Tick that the order')]);
    await console.submit(path, '/cancel', { reason: 'out-of-stock', sure: 'on' });
    expect(contents()).toEqual([
      { kind: 'confirm' },
      { kind: 'memo', text: '一行目\n二行目' },
      { kind: 'cancel', reason: 'out-of-stock' },
    ]);
    expect(console.recorded.join()).not.toContain('一行目');
  });

  it('is what its mall and its progress allow, and nothing where the console only shows', async () => {
    expect(await console.page(path)).toMatch(/\/confirm">Confirm the order….*\/ship">.*\/memo">.*\/cancel">/s);
    await console.submit(path, '/confirm', {});
    await workPushes(world);
    world.pass(2 * hourMs);
    await world.ops(`import --shop ${world.shop.code} --from -4h --to now`);
    const confirmed = await console.page(path);
    expect([confirmed.includes('/confirm"'), confirmed.includes('/ship"')]).toEqual([false, true]);
    const showing = openConsole({ world });
    expect(await showing.page(path)).not.toContain('/ship"');
    expect((await showing.submit(path, '/ship', parcel)).status).toBe(403);
    expect(await showing.page(`${path}/ship`)).not.toContain('name="number"');
  });
});
