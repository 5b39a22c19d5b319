import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../core/kernel/time.ts';
import { nightlySpanMs } from '../../../core/model/audit.ts';
import type { AuditFigures, Incident } from '../../../core/model/incident.ts';
import { type NeedFacts, needText } from '../../../views/now/index.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

const id = 'rms-20261124-104500';
const next = 'rms-20261124-150000';
const clean = { shops: 2, audited: 2, atMall: 9, missing: 0, doubled: 0, unread: 0 };
const found = { kind: 'audited', atMall: 9, placed: 9, missing: [], missingCount: 0, doubled: [], doubledCount: 0 };
const nothing = { ...found, surplus: { rows: 0, left: 0, leftIn: [] } };
const left = (...leftIn: string[]) => ({ ...found, surplus: { rows: leftIn.length, left: leftIn.length, leftIn } });
const unaudited = { kind: 'unaudited', reason: 'mall.timeout' };

let world: OpsWorld;
beforeEach(async () => {
  world = openWorld();
  await world.addShop('kado-no-mise');
  await world.addShop('midori-an');
});

const incident = (audit: AuditFigures, more: Partial<Incident> = {}): Promise<unknown> =>
  world.ports.incidents.put({
    ...{ id, mall: 'rms', version: 1, reopened: 0 },
    ...{ openedAt: start - 5 * hourMs, detectedAt: start - 5 * hourMs, stage: { kind: 'closed', at: start - hourMs } },
    affected: [{ capability: 'import', from: start - 5 * hourMs, to: start - 2 * hourMs }],
    audit,
    ...more,
  });

/** What an audit found in both shops. */
async function results(audit: string, kado: object, midori: object = nothing, at = world.now()): Promise<void> {
  const span = { from: at - nightlySpanMs, to: at };
  for (const [shop, result] of [
    ['rms#kado-no-mise', kado],
    ['rms#midori-an', midori],
  ] as const)
    await world.ports.audits.put({ audit, shop, ...span, at, result: result as never });
}

/** What the status says of audits. */
async function said(): Promise<string[]> {
  const { forAPerson } = await world.json('status');
  return forAPerson
    .map((need: NeedFacts) => needText(need, world.now()))
    .filter((text: string) => text.includes('the audit of'));
}

describe('what an audit left open', () => {
  it('is not what it corrected: two wrong claims were counted until the next audit, a day later', async () => {
    await incident({ ...clean, doubled: 2, missing: 1 });
    await results(id, { ...nothing, doubledCount: 2, doubled: ['1-1', '1-2'] });
    expect(await said()).toEqual([]);
  });

  it('is not told a second time of orders that cannot be read: the list of them is what stands now', async () => {
    await incident({ ...clean, unread: 1 });
    await results(id, { ...nothing, unread: ['1-1'], unreadCount: 1 });
    expect(await said()).toEqual([]);
  });

  it('is a shop without an audit, until a night has compared its orders of the outage: it stood there for ever', async () => {
    await incident({ ...clean, audited: 1 });
    await results(id, unaudited);
    expect(await said()).toEqual([`the audit of ${id} left 1 shop unaudited`]);
    const { forAPerson } = await world.json('status');
    expect(forAPerson).toMatchObject([{ look: `ops incidents show ${id}`, page: 'docs/runbook/audit-found.md' }]);
    world.pass(dayMs);
    await results('nightly-2026-11-25', unaudited);
    expect(await said()).toEqual([`the audit of ${id} left 1 shop unaudited`]);
    world.pass(dayMs);
    await results('nightly-2026-11-26', nothing);
    expect(await said()).toEqual([]);
    // The same later, when other nights have followed.
    world.pass(3 * dayMs);
    expect(await said()).toEqual([]);
  });

  it('is no audit of a shop that was removed, nor of one that was added since', async () => {
    await incident({ ...clean, shops: 1, audited: 0 });
    await world.ports.audits.put({
      ...{ audit: id, shop: 'rms#removed', from: 0, to: 1, at: start },
      result: { kind: 'unaudited', reason: 'mall.timeout' },
    });
    expect(await said()).toEqual([]);
  });

  it('is a shop that the audit never came to', async () => {
    await incident({ ...clean, audited: 0 });
    expect(await said()).toEqual([`the audit of ${id} left 2 shops unaudited`]);
  });

  it('stays when a new outage opens: that of the outage before was not looked at any more', async () => {
    await incident({ ...clean, audited: 1 });
    await results(id, unaudited);
    await incident(clean, { id: next, openedAt: start - hourMs, detectedAt: start - hourMs, version: 1 });
    expect(await said()).toEqual([`the audit of ${id} left 1 shop unaudited`]);
  });

  it('is settled when a person says so: nothing else could tell', async () => {
    await incident({ ...clean, audited: 1 });
    await results(id, unaudited);
    world.pass(hourMs);
    await world.ops(['incidents', 'note', id, '--text', 'RMSで確認中']);
    expect(await said()).toHaveLength(1);
    await world.ops(['incidents', 'note', id, '--text', 'RMSで確認済み', '--seen']);
    expect(await said()).toEqual([]);
    // A later audit may leave something else.
    world.pass(dayMs);
    await results(`${id}+24h`, unaudited);
    await incident(clean, { version: 2, secondAudit: { ...clean, audited: 1 } });
    expect(await said()).toEqual([`the audit of ${id} left 1 shop unaudited`]);
  });
});

describe('what an audit found of rows of 発送明細', () => {
  const surplus = { ...clean, doubled: 2, surplusRows: 2, surplusLeft: 2 };
  const line = (orders: string) =>
    `the audit of ${id} found ${orders} with rows of 発送明細 that a person deletes at the mall`;

  it('is not reported where pushes are about to remove them all', async () => {
    await incident({ ...surplus, surplusLeft: 0 });
    await results(id, { ...found, surplus: { rows: 2, left: 0, leftIn: [] } });
    expect(await said()).toEqual([]);
  });

  it('is for a person until a later audit does not see them any more', async () => {
    await incident(surplus);
    await results(id, left('1-1', '1-2'));
    expect(await said()).toEqual([line('2 orders')]);
    world.pass(dayMs);
    await results('nightly-2026-11-25', left('1-2', '9-9'));
    expect(await said()).toEqual([line('1 order')]);
    world.pass(dayMs);
    await results('nightly-2026-11-26', nothing);
    expect(await said()).toEqual([]);
  });

  it('stands where a night had no calls left to look at its orders', async () => {
    await incident(surplus);
    await results(id, left('1-1', '1-2'));
    world.pass(dayMs);
    await results('nightly-2026-11-25', { ...found, surplus: { rows: 0, left: 0, leftIn: [], unseen: 2 } });
    expect(await said()).toEqual([line('2 orders')]);
  });

  it('stands where only the first audit could look at its shop', async () => {
    await incident(surplus, { secondAudit: { ...clean, audited: 1 } });
    await results(id, left('1-1'), nothing, start - hourMs);
    await results(`${id}+24h`, unaudited);
    expect(await said()).toEqual([
      `the audit of ${id} left 1 shop unaudited and ${line('1 order').slice(`the audit of ${id} `.length)}`,
    ]);
  });

  it('is not settled by a night that looks back less far than the outage', async () => {
    await incident(surplus);
    await results(id, left('1-1'));
    world.pass(8 * dayMs);
    await results('nightly-2026-12-01', nothing, nothing, start - 6 * hourMs + nightlySpanMs + hourMs);
    expect(await said()).toEqual([line('1 order')]);
  });
});
