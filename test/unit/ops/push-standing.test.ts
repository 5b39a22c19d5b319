import { describe, expect, it } from 'vitest';
import type { Push } from '../../../core/status/push.ts';
import { dayMs, hourMs, minuteMs } from '../../../core/units.ts';
import { takeMessages } from '../../support/memory/index.ts';
import { standingPushes, workPushes } from './push-states.ts';
import { usePushWorld } from './push-world.ts';

const world = usePushWorld();

const work = () => workPushes(world());
const standing = () => standingPushes(world());

describe('the list of changes', () => {
  it('tells how each stands, why, and what comes next', async () => {
    await standing();
    const { code, out } = await world().ops('push list');
    const [failed, retrying, held, requested] = world().orderNumbers;
    expect(code).toBe(0);
    const lines = out.split('\n');
    const below = (number: string | undefined) => {
      const at = lines.findIndex((line) => line.includes(number ?? '?'));
      return `${lines[at]} ${lines[at + 1]}`;
    };
    expect(below(failed)).toMatch(
      /confirm 注文確認 {2}failed 要対応 .*amount-unset: 送料 or another amount of the order is not set/,
    );
    expect(below(failed)).toContain(
      '(ORDER_EXT_API_CONFIRM_ORDER_ERROR_105 金額が未設定です。); next: the merchant acts: ',
    );
    expect(below(retrying)).toMatch(
      /retrying 再試行待ち .*not known: the mall is looked at first \[mall.timeout\]; next: 2026/,
    );
    expect(below(held)).toMatch(/held 一時停止中 .*the mall is down; next: when nothing holds it/);
    expect(below(requested)).toMatch(/requested 受付済 .*waits for a worker; next: at once/);
  });

  it.each([
    ['--failed', 1],
    ['--state held', 1],
    ['--kind ship', 0],
    ['--shop kado-no-mise', 4],
  ])('is narrowed down with %s', async (options, count) => {
    await standing();
    expect(JSON.parse((await world().ops(`push list ${options} --json`)).out).pushes).toHaveLength(count);
  });

  it('shows what failed also while the mall is to be looked at again', async () => {
    const { change, now, ops } = world();
    const [failed] = await standing();
    if (failed === undefined) throw new Error('Nothing stands.');
    await change(failed, { unknownAt: now(), lookAgainAt: now() + 15 * minuteMs });
    expect(JSON.parse((await ops('push list --failed --json')).out).pushes).toHaveLength(1);
    expect(JSON.parse((await ops('push retry --reason amount-unset --dry-run --json')).out)).toMatchObject({
      changes: [{ outcome: 'would-retry' }],
    });
  });

  it('shows what ended well by its order', async () => {
    const { ops, orderNumbers } = world();
    await ops(`push confirm ${orderNumbers[0]}`);
    await work();
    expect((await ops('push list')).out).toContain('No such change.');
    expect((await ops(`push list --order ${orderNumbers[0]}`)).out).toMatch(/confirmed 反映済/);
    expect(await ops('push list --state confirmed')).toMatchObject({ code: 2 });
  });
});

describe('trying again', () => {
  it('needs to be told what', async () => {
    expect(await world().ops('push retry')).toMatchObject({ code: 2, err: expect.stringContaining('or --all') });
  });

  it('makes failed changes begin anew and waiting ones due, and says where to look', async () => {
    await standing();
    takeMessages(world().store);
    const said = await world().ops('push retry --all --by miyu');
    expect(said).toMatchObject({
      code: 0,
      out: expect.stringContaining('3 changes: 1 tried again from the beginning, 2 tried again at once'),
    });
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
    expect((await ops('push retry --all')).out).toContain('No such change.');
    expect((await ops(`push retry --order ${orderNumbers[0]}`)).out).toContain('looked at again');
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
    const said = await world().ops('push withdraw --all --by miyu', { typed: 'yes\n' });
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('3 changes: 3 taken back') });
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
    expect((await ops(`push confirm ${orderNumbers[0]}`)).out).toContain('1 requested again');
    expect(pushes()[0]?.state.kind).toBe('requested');
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
  it('is told by shop and reason, with who must act, and what is only young is not', async () => {
    await standing();
    await world().ops(`push sub-status ${world().orderNumbers[0]} --id 1203`);
    const { out } = await world().ops('stuck');
    expect(out).toMatch(/^failed {3}1: the merchant acts on 1, ops on 0, a defect of ours 0$/m);
    expect(out).toMatch(/^held {5}1 for 10 min or more: ops pauses$/m);
    expect(out).toMatch(/^waiting {2}2 for 10 min or more$/m);
    expect(out).not.toContain('サブステータス');
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
    expect((await world().ops('stuck')).out).toContain(
      'the mall is down, and no longer: it goes on within five minutes',
    );
    await world().ops(['pause', '--shop', 'kado-no-mise', '--note', '棚卸し', '--by', 'miyu']);
    const { out } = await world().ops('stuck');
    expect(out).toMatch(/a person paused it \(rms#kado-no-mise, since 2026-11-24 \d\d:\d\d:\d\d, by miyu\)/);
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
      const { out } = await ops(typed);
      const text = out.replaceAll(/\s+/g, ' ');
      expect(text).toContain('the mall does not let the shop use rpay.order.getOrder');
      expect(text).toContain(
        'next: No new key is needed; it would end the one that works. Let the shop set rpay.order.getOrder to 利用する',
      );
      expect(text).not.toContain('refuses the shop’s key');
    }
    const { groups } = JSON.parse((await ops('stuck --json')).out);
    expect(groups).toMatchObject([
      { why: expect.stringContaining('rpay.order.getOrder'), next: expect.stringContaining('利用する') },
    ]);
  });

  it('tells of orders that the mall will cancel within two days because nobody confirms them', async () => {
    const { ops, orderNumbers, pass } = world();
    pass(12 * dayMs - hourMs);
    expect((await ops('stuck')).out).not.toContain('deadline');
    pass(2 * hourMs);
    const { out } = await ops('stuck');
    expect(out).toMatch(
      /^deadline 4 unconfirmed that the mall cancels within 48 h, first 370001-\S+ of rms#kado-no-mise 2026-12-0/m,
    );
    const { deadlines } = JSON.parse((await ops('stuck --json')).out);
    expect(deadlines).toHaveLength(4);
    expect(deadlines[0]).toMatchObject({ shop: 'rms#kado-no-mise', kind: 'auto-cancel', orderNumber: orderNumbers[0] });
  });

  it('is nothing in a quiet hour', async () => {
    const { out } = await world().ops('stuck');
    expect(out).toBe('failed   0\nheld     0 for 10 min or more\nwaiting  0 for 10 min or more\n');
  });
});

describe('the history of an order', () => {
  it('tells in the order of time what was found, read, requested by whom, called, answered and seen', async () => {
    const { ops, orderNumbers } = world();
    await ops(`push confirm ${orderNumbers[0]} --by miyu`);
    await work();
    const { out } = await ops(`orders show ${orderNumbers[0]}`);
    const history = out.slice(out.indexOf('Everything in the order of time'));
    expect(history).toMatch(
      /placed at the mall[\s\S]*read: revision 1, 100 注文確認待ち[\s\S]*stored for the first time[\s\S]*requested +miyu[\s\S]*called the mall \(confirmOrder\): \S*INFO_101[\s\S]*seen at the mall[\s\S]*confirmed 反映済/,
    );
    const json = JSON.parse((await ops(`orders show ${orderNumbers[0]} --json`)).out);
    const moments = json.history.map(({ at }: { at: string }) => at);
    expect(moments).toEqual(moments.toSorted());
    const called = json.history.find(({ what }: { what: string }) => what.startsWith('called'));
    expect(called.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(json.pushes).toMatchObject([{ state: 'confirmed', by: 'miyu' }]);
  });

  it('is told of an order that is not stored, once a change was requested of it', async () => {
    const { ops, shop } = world();
    const number = '370001-20261124-9999999999';
    await ops(`push confirm ${number} --shop ${shop.code}`);
    await work();
    const said = await ops(`orders show ${number}`);
    expect(said.code).toBe(0);
    expect(said.out).toContain('nothing is stored of it');
    expect(said.out).toContain('failed 要対応: order-unknown');
  });
});
