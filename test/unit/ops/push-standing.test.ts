import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { takeMessages } from '../../../proving/memory/index.ts';
import type { Push } from '../../../proving/memory/push.ts';
import { standingPushes, workPushes } from './push-states.ts';
import { usePushWorld } from './push-world.ts';

const world = usePushWorld();

const work = () => workPushes(world());
const standing = () => standingPushes(world());

describe('the list of changes', () => {
  it('tells how each stands, why, and what comes next', async () => {
    await standing();
    const { pushes } = await world().json('push list');
    expect(pushes.map(({ orderNumber }: { orderNumber: string }) => orderNumber)).toEqual(world().orderNumbers);
    const code = 'ORDER_EXT_API_CONFIRM_ORDER_ERROR_105';
    expect(pushes).toMatchObject([
      { kind: 'confirm', state: 'failed', reason: 'amount-unset', who: 'merchant', code, next: null },
      { state: 'retrying', reason: 'unknown', code: 'mall.timeout', next: '2026-11-24T16:06:02.000+09:00' },
      { state: 'held', reason: 'outage' },
      { state: 'requested' },
    ]);
  });

  it.each([
    ['--failed', 1],
    ['--state held', 1],
    ['--kind ship', 0],
    ['--shop kado-no-mise', 4],
  ])('is narrowed down with %s', async (options, count) => {
    await standing();
    expect((await world().json(`push list ${options}`)).pushes).toHaveLength(count);
  });

  it('shows what failed also while the mall is to be looked at again', async () => {
    const { change, now } = world();
    const [failed] = await standing();
    if (failed === undefined) throw new Error('Nothing stands.');
    await change(failed, { unknownAt: now(), lookAgainAt: now() + 15 * minuteMs });
    expect((await world().json('push list --failed')).pushes).toHaveLength(1);
    expect(await world().json('push retry --reason amount-unset --dry-run')).toMatchObject({
      changes: [{ outcome: 'would-retry' }],
    });
  });

  it('shows what ended well by its order', async () => {
    const { ops, orderNumbers } = world();
    await ops(`push confirm ${orderNumbers[0]}`);
    await work();
    expect(await world().json('push list')).toMatchObject({ pushes: [] });
    const { pushes } = await world().json(`push list --order ${orderNumbers[0]}`);
    expect(pushes).toMatchObject([{ state: 'confirmed' }]);
    expect(await ops('push list --state confirmed')).toMatchObject({ code: 2 });
  });
});

describe('what failed because the mall does not take its content', () => {
  it('is grouped by what it is, and only a shipment has a tracking number to correct', async () => {
    const { ops, orderNumbers, pushes, change, now } = world();
    await ops(['push', 'confirm', orderNumbers[0] ?? '']);
    await ops(['push', 'memo', orderNumbers[1] ?? ''], { typed: '見本様\n' });
    const state = { kind: 'failed', at: now(), reason: 'content-refused', who: 'merchant' } as const;
    for (const push of pushes()) await change(push, { state });
    expect((await world().json('stuck')).groups).toMatchObject([{ kinds: ['confirm'] }, { kinds: ['memo'] }]);
    for (const command of ['push list', 'stuck']) {
      expect((await ops(command)).out).toContain('correct the text of the memo');
      expect((await ops(command)).out).not.toContain('tracking number');
    }
  });
});

describe('trying again', () => {
  it('needs to be told what', async () => {
    expect(await world().ops('push retry')).toMatchObject({ code: 2, err: expect.stringContaining('or --all') });
  });

  it('makes failed changes begin anew and waiting ones due, and says where to look', async () => {
    await standing();
    takeMessages(world().store);
    const { changes } = await world().json('push retry --all --by miyu');
    expect(changes.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['reopened', 'due-now', 'due-now']);
    const [failed, retrying, held] = world().pushes();
    expect(failed).toMatchObject({ state: { kind: 'requested' }, by: 'miyu' });
    expect(retrying).toMatchObject({ state: { kind: 'retrying', reason: 'unknown' } });
    expect(held?.trail.at(-1)).toMatchObject({ what: 'retried-by-hand', by: 'miyu' });
    expect(takeMessages(world().store).length).toBeGreaterThan(0);
  });

  it.each([
    ['--reason amount-unset', 1],
    ['--reason mall.timeout', 1],
    ['--reason outage --count 5', 1],
    ['--shop kado-no-mise --count 2', 2],
    ['--reason whim', 0],
  ])('with %s means those, and a dry run changes none', async (options, count) => {
    const before = await standing();
    const said = await world().ops(`push retry ${options} --dry-run --json`);
    expect(JSON.parse(said.out).changes).toHaveLength(count);
    expect(world().pushes()).toEqual(before);
  });

  it('looks at what is confirmed where the order is named, and passes it over elsewhere', async () => {
    const { ops, orderNumbers, pushes } = world();
    await ops(`push confirm ${orderNumbers[0]}`);
    await work();
    expect((await world().json('push retry --all')).changes).toEqual([]);
    expect((await world().json(`push retry --order ${orderNumbers[0]}`)).changes).toHaveLength(1);
    expect(pushes()[0]?.state.kind).toBe('retrying');
    await work();
    expect(pushes()[0]?.state.kind).toBe('confirmed');
  });

  it('goes at the rate that was asked for', async () => {
    await standing();
    const began = world().now();
    await world().ops('push retry --all --rate 1');
    expect(world().now() - began).toBe(2_000);
  });
});

describe('taking back', () => {
  it('ends what is undone, leaves the mall and what failed alone, and asks first where there are several', async () => {
    await standing();
    expect(await world().ops('push withdraw --all')).toMatchObject({ code: 1, err: expect.stringContaining('--yes') });
    expect(await world().ops('push withdraw --all --by miyu', { typed: 'yes\n' })).toMatchObject({ code: 0 });
    expect(
      world()
        .pushes()
        .map(({ state }) => state.kind),
    ).toEqual(['failed', 'withdrawn', 'withdrawn', 'withdrawn']);
    expect(world().rms.control.order(world().orderNumbers[3] ?? '')?.model.orderProgress).toBe(100);
  });

  it('of one order asks nothing, and it can be requested again', async () => {
    const { ops, orderNumbers, pushes, pass } = world();
    await ops(`push confirm ${orderNumbers[0]}`);
    expect(await ops(`push withdraw --order ${orderNumbers[0]}`)).toMatchObject({ code: 0 });
    pass(1_000);
    expect(await world().json(`push confirm ${orderNumbers[0]}`)).toMatchObject({ requested: 0, again: 1 });
    expect(pushes()[0]?.state.kind).toBe('requested');
  });

  it('of a failed change takes it off the list of what needs action, with who did it, where its order or reason is named', async () => {
    const { pushes, orderNumbers } = world();
    await standing();
    const failed = pushes().find(({ state }) => state.kind === 'failed') as Push;
    const { state } = failed;
    if (state.kind !== 'failed') throw new Error('it is to have failed');
    expect((await world().json('push withdraw --all --yes --dry-run')).changes).toHaveLength(3);
    expect((await world().json(`push withdraw --reason ${state.reason} --dry-run`)).changes).toHaveLength(1);
    const said = await world().ops(`push withdraw --order ${failed.orderNumber} --by miyu`);
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('withdrawn') });
    expect(orderNumbers).toContain(failed.orderNumber);
    const after = pushes().find(({ id, orderNumber }) => id === failed.id && orderNumber === failed.orderNumber);
    expect(after?.state).toMatchObject({ kind: 'withdrawn', by: 'miyu', reason: 'taken-back' });
    expect((await world().json('push list --failed')).pushes).toEqual([]);
    await work();
    expect((await world().json('push list --failed')).pushes).toEqual([]);
  });

  it('of what a worker has fails, and says to come again', async () => {
    const { ops, orderNumbers, pushes, change, now } = world();
    await ops(`push confirm ${orderNumbers[0]}`);
    await change(pushes()[0] as Push, { state: { kind: 'pushing', until: now() + minuteMs, tries: 0 } });
    const said = await ops(`push withdraw --order ${orderNumbers[0]}`);
    expect(said).toMatchObject({ code: 1, out: expect.stringContaining('in a worker’s hands') });
  });
});

describe('what is stuck', () => {
  it('is listed by shop and reason, with who must act, and without recent changes', async () => {
    await standing();
    await world().ops(`push sub-status ${world().orderNumbers[0]} --id 1203`);
    const old = (await world().json('stuck')).groups;
    expect(old.flatMap(({ kinds }: { kinds: string[] }) => kinds)).toEqual(Array(4).fill('confirm'));
    const json = JSON.parse((await world().ops('stuck --json --minutes 0')).out);
    expect(json.groups.map(({ state, reason, pushes }: Record<string, unknown>) => [state, reason, pushes])).toEqual([
      ['failed', 'amount-unset', 1],
      ['retrying', 'unknown', 1],
      ['held', 'outage', 1],
      ['requested', 'requested', 2],
    ]);
    expect(json.mustAct).toEqual({ merchant: 1, ops: 0, us: 0 });
  });

  it('tells which pause holds what is held, and that none does any more', async () => {
    await standing();
    const held = async () => (await world().json('stuck --shop kado-no-mise')).groups[2];
    expect(await held()).toMatchObject({ state: 'held', reason: 'outage', example: { heldBy: null } });
    await world().ops(['pause', '--shop', 'kado-no-mise', '--note', '棚卸し', '--by', 'miyu']);
    expect(await held()).toMatchObject({
      example: { heldBy: { scope: 'rms#kado-no-mise', cause: 'manual', by: 'miyu' } },
    });
  });

  it('names the function that holds what is held, and never speaks of the key', async () => {
    const { ops, orderNumbers, rms, pass } = world();
    const [orderNumber = ''] = orderNumbers;
    await ops(['push', 'confirm', orderNumber]);
    rms.control.switchFunction('kado-no-mise', 'getOrder', false);
    await work();
    expect(world().pushes()).toMatchObject([{ state: { kind: 'held', cause: 'credentials' } }]);
    pass(20 * minuteMs);
    for (const typed of ['stuck', 'push list', `orders show ${orderNumber}`]) {
      const text = (await ops(typed)).out.replaceAll(/\s+/g, ' ');
      expect(text).toContain('Let the shop set rpay.order.getOrder to 利用する');
      expect(text).not.toContain('refuses the shop’s key');
    }
    const { groups } = await world().json('stuck');
    expect(groups).toMatchObject([
      { example: { heldBy: { function: 'rpay.order.getOrder', code: 'key.function-off' } } },
    ]);
  });

  it('includes orders that the mall will cancel within two days because they are not confirmed', async () => {
    const { orderNumbers, pass } = world();
    pass(12 * dayMs - hourMs);
    expect((await world().json('stuck')).deadlines).toEqual([]);
    pass(2 * hourMs);
    const { deadlines } = await world().json('stuck');
    expect(deadlines).toHaveLength(4);
    expect(deadlines[0]).toMatchObject({ shop: 'rms#kado-no-mise', kind: 'auto-cancel', orderNumber: orderNumbers[0] });
  });

  it('is nothing in a quiet hour', async () => {
    expect(await world().json('stuck')).toMatchObject({ groups: [], letters: [], deadlines: [] });
  });
});

describe('the history of an order', () => {
  it('tells in the order of time what was found, read, requested by whom, called, answered and seen', async () => {
    const { ops, orderNumbers } = world();
    await ops(`push confirm ${orderNumbers[0]} --by miyu`);
    await work();
    const json = await world().json(`orders show ${orderNumbers[0]}`);
    const all = json.history.map(({ what }: { what: string }) => what).join();
    expect(all).toMatch(/placed,read,stored,requested,called,read-back.*confirmed/);
    const moments = json.history.map(({ at }: { at: string }) => at);
    expect(moments).toEqual(moments.toSorted());
    const called = json.history.find(({ what }: { what: string }) => what.startsWith('called'));
    expect(called).toMatchObject({ about: 'confirm', operation: 'confirmOrder', push: json.pushes[0].push });
    expect(called.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(json.pushes).toMatchObject([{ state: 'confirmed', by: 'miyu' }]);
  });

  it('is shown for an order that is not stored, once a change was requested for it', async () => {
    const { ops, shop } = world();
    const number = '370001-20261124-9999999999';
    await ops(`push confirm ${number} --shop ${shop.code}`);
    await work();
    const missed = await world().json(`orders show ${number}`);
    expect(missed).toMatchObject({ pushes: [{ state: 'retrying', reason: 'not-shown' }] });
    for (let times = 0; times < 3; times++) {
      world().pass(10 * 60_000);
      await work();
    }
    const shown = await world().json(`orders show ${number}`);
    expect(shown).toMatchObject({ pushes: [{ state: 'failed', reason: 'order-unknown' }] });
  });
});
