import { beforeEach, describe, expect, it } from 'vitest';
import { auditAndKeep, auditNightly } from '../../core/import/audit-shops.ts';
import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { ShopAudit } from '../../core/model/audit.ts';
import { budgetUntil } from '../../core/ports/system.ts';
import { openImportSession } from '../../core/session/import-session.ts';
import { defaultImportSettings } from '../../core/session/import-settings.ts';
import { putChanges } from '../../proving/memory/row-of-change.ts';
import { openPushWorld, type PushWorld, shipment, start } from '../../proving/status-world.ts';

let world: PushWorld;
beforeEach(async () => {
  world = await openPushWorld();
});

const operations = ['updateOrderShipping'];
/** The next call that ships times out, and is applied so much later. */
const applyLater = (applyAfterMs: number): void =>
  void world.rms.control.break({ kind: 'apply-later', operations, times: 1, applyAfterMs });
const lastFind = () => world.log.lines.findLast(({ event }) => event === 'audit.found');

/**
 * Audits the shop's orders since the start, and says how many readings of orders that took. The first audit of a test brings its orders in;
 * what a later one reads, it reads for the parcels.
 */
async function audit(
  calls = Number.POSITIVE_INFINITY,
  night?: string,
): Promise<{ result: ShopAudit['result'] | undefined; readings: number }> {
  const { ports, cache } = world.worker();
  const run = openImportSession({
    ports,
    cache,
    settings: defaultImportSettings,
    shop: world.shop,
    mall: await ports.malls.shop(world.shop),
    runId: 'audit',
    budget: budgetUntil(ports.clock, ports.clock.now() + hourMs),
    share: 'scan',
    calls,
  });
  const before = world.calls().length;
  const span = { from: start - hourMs, to: world.time.now() };
  const auditing = night === undefined ? auditAndKeep(run, 'an-audit', span) : auditNightly(run, night);
  await world.idle(5 * minuteMs);
  await auditing;
  return {
    result: world.store.auditsByName.get('an-audit')?.get(world.shop.key)?.result,
    readings: world
      .calls()
      .slice(before)
      .filter((name) => name === 'getOrder').length,
  };
}

describe('an audit while a row of 発送明細 stands twice', () => {
  it('an audit counts the doubled row that its push is about to remove, without an alarm', async () => {
    const [doubled = '', other = ''] = world.orders(2, 300);
    await audit();
    applyLater(8 * minuteMs);
    await world.ask(doubled, shipment('1'));
    await world.pass(10 * minuteMs);
    await world.ask(other, shipment('2'));
    await world.pass(minuteMs);
    expect(world.rows(doubled)).toHaveLength(2);
    const { result, readings } = await audit();
    const surplus = { rows: 1, left: 0, leftIn: [] };
    expect(result).toMatchObject({ doubled: [doubled], doubledCount: 1, missingCount: 0, surplus });
    expect(readings).toBe(1);
    expect(lastFind()).toMatchObject({ level: 'warn', fields: { surplusRows: 1, surplusLeft: 0, AuditFound: 0 } });
    // Each parcel's own call, and the one that was lost: the audit removes nothing itself.
    expect(world.calls().filter((name) => operations.includes(name))).toHaveLength(3);
    await world.pass(3 * hourMs);
    expect(world.rows(doubled)).toHaveLength(1);
    const none = { rows: 0, left: 0, leftIn: [] };
    expect((await audit()).result).toMatchObject({ doubled: [], doubledCount: 0, surplus: none });
  });

  it('an audit counts a doubled row that arrived after the last look, a day later, and says that a person is needed', async () => {
    const [number = ''] = world.orders(1, 300);
    await audit();
    applyLater(5 * hourMs);
    await world.ask(number, shipment('1'));
    await world.pass(dayMs);
    expect(world.rows(number)).toHaveLength(2);
    expect(world.push(number)).not.toHaveProperty('lookAgainAt');
    const surplus = { rows: 1, left: 1, leftIn: [number] };
    expect((await audit()).result).toMatchObject({ doubled: [number], doubledCount: 1, surplus });
    expect(lastFind()).toMatchObject({ level: 'error', fields: { surplusLeft: 1, AuditFound: 1 } });
  });

  it('an audit raises an alarm once for a doubled row that stays, and not each night until it is deleted', async () => {
    const atNight = (night: string) => audit(Number.POSITIVE_INFINITY, night);
    const [number = '', other = ''] = world.orders(2, 300);
    await audit();
    applyLater(5 * hourMs);
    await world.ask(number, shipment('1'));
    await world.pass(dayMs);
    await atNight('2026-11-26');
    expect(lastFind()).toMatchObject({ level: 'error', fields: { surplusLeft: 1, AuditFound: 1 } });
    await atNight('2026-11-27');
    expect(lastFind()).toMatchObject({ level: 'warn', fields: { surplusLeft: 1, AuditFound: 0 } });
    applyLater(5 * hourMs);
    await world.ask(other, shipment('2'));
    await world.pass(dayMs);
    await atNight('2026-11-28');
    expect(lastFind()).toMatchObject({ level: 'error', fields: { surplusLeft: 2, AuditFound: 1 } });
    // Of the night before nothing is known.
    await atNight('2026-11-30');
    expect(lastFind()).toMatchObject({ level: 'error', fields: { surplusLeft: 2, AuditFound: 2 } });
  });

  it('an audit reads no order for its parcels where every call was answered and seen, whatever the merchant has entered', async () => {
    const numbers = world.orders(3, 300);
    await audit();
    for (const number of numbers) await world.ask(number, shipment('1'));
    await world.pass(5 * minuteMs);
    const [twice = ''] = numbers;
    const [row] = world.rows(twice);
    const byHand = { deliveryCompany: row?.company ?? '', shippingNumber: '1', shippingDate: row?.date ?? null };
    world.rms.control.shipOrder(world.shop.code, twice, byHand);
    expect(world.rows(twice)).toHaveLength(2);
    expect(await audit()).toMatchObject({ result: { doubledCount: 0 }, readings: 0 });
  });

  it('an audit of parcels reads a hundred orders in one call', async () => {
    const numbers = world.orders(120, 300);
    await audit();
    const { ports } = world.worker();
    for (const number of numbers) await world.ask(number, shipment('1'));
    for (const push of world.pushes()) {
      const called = { at: start, what: 'called' } as const;
      const held = { at: start, what: 'held', reason: 'outage' } as const;
      await putChanges(ports.targets, { ...push, trail: [...push.trail, called, held, called] });
    }
    expect(await audit()).toMatchObject({ result: { doubledCount: 0 }, readings: 2 });
  });

  it('an audit brings in what is missing first, and reads for the parcels only what it has calls for', async () => {
    const [doubled = '', lost = ''] = world.orders(2, 300);
    await audit();
    applyLater(8 * minuteMs);
    await world.ask(doubled, shipment('1'));
    await world.pass(10 * minuteMs);
    world.store.rowsByShop.get(world.shop.key)?.delete(lost);
    const { result, readings } = await audit(2);
    expect(result).toMatchObject({ kind: 'audited', missing: [lost], doubledCount: 0, surplus: { rows: 0 } });
    expect(world.store.rowsByShop.get(world.shop.key)?.get(lost)?.kind).toBe('stored');
    expect(readings).toBe(1);
    const unseen = { event: 'audit.parcels-unseen', level: 'warn', fields: { shop: world.shop.key, orders: 1 } };
    expect(world.log.lines).toContainEqual(expect.objectContaining(unseen));
    expect((await audit()).result).toMatchObject({ doubled: [doubled], doubledCount: 1 });
  });

  it('an audit of parcels reads nothing for what an outage held and a good call then shipped', async () => {
    const [number = ''] = world.orders(1, 300);
    await audit();
    const pause = { cause: 'manual', scope: world.shop.key, since: start, by: 'hanako', note: 'n' } as const;
    await world.worker().ports.pauses.set(pause);
    await world.ask(number, shipment('1'));
    await world.pass(10 * minuteMs);
    expect(world.push(number).state.kind).toBe('held');
    await world.worker().ports.pauses.lift(pause);
    await world.pass(30 * minuteMs);
    expect(world.push(number).trail.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['held', 'called', 'confirmed']),
    );
    expect(await audit()).toMatchObject({ result: { doubledCount: 0 }, readings: 0 });
  });

  it('an audit of parcels is not made where the mall does not answer for them, and does not say 0', async () => {
    const [number = ''] = world.orders(1, 300);
    await audit();
    applyLater(8 * minuteMs);
    await world.ask(number, shipment('1'));
    await world.pass(10 * minuteMs);
    world.rms.control.break({ kind: 'server-error-json', operations: ['getOrder'] });
    await expect(audit()).rejects.toMatchObject({ code: 'mall.failing' });
    expect(world.store.auditsByName.get('an-audit')?.get(world.shop.key)?.result).toMatchObject({ kind: 'unaudited' });
  });
});
