import { expect, it } from 'vitest';
import { columnsOf } from '../../../core/kernel/text.ts';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { Push } from '../../../proving/memory/push.ts';
import { standingPushes } from './push-states.ts';
import { usePushWorld } from './push-world.ts';

const world = usePushWorld();

it('the status names status changes that failed, by who must act, and those that stand still', async () => {
  const of = world();
  await standingPushes(of);
  of.pass(hourMs + 60_000);
  const { changes, forAPerson } = await of.json('status');
  expect(changes).toMatchObject({
    failed: { merchant: 1, ops: 0, us: 0 },
    held: 1,
    waiting: 2,
    unmoved: 2,
    oldestFailed: '2026-11-24T16:05:02.000+09:00',
  });
  expect(forAPerson).toEqual([
    {
      ...{ kind: 'changes-failed', count: 1, who: 'merchant', look: 'ops stuck' },
      page: 'docs/runbook/README.md#failed-changes',
    },
    {
      ...{ kind: 'changes-unmoved', count: 2, look: 'ops stuck' },
      page: 'docs/runbook/pushes-waiting.md',
    },
  ]);
  const { out } = await of.ops('status', { columns: 80 });
  expect(out).toContain(
    'changes   3 undone (1 held, 2 waiting), the oldest for 1 h 21 min\n          1 failed in 7 days, the first 1 h 1 min ago: ops stuck\n',
  );
  for (const line of out.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80);
});

it('the status names a cancel that the mall refused, and says nothing of it once it is at the mall', async () => {
  const of = world();
  const [order = ''] = of.orderNumbers;
  expect((await of.json('status')).forAPerson).toEqual([]);
  await of.ops(['push', 'cancel', order, '--reason', 'out-of-stock', '--by', 'miyu', '--yes']);
  const cancel = of.pushes().find(({ content }) => content.kind === 'cancel') as Push;
  await of.change(cancel, {
    state: { kind: 'failed', at: of.now(), reason: 'shipping-date-set', who: 'merchant' },
    untold: null,
  });
  expect((await of.json('status')).forAPerson).toMatchObject([{ kind: 'changes-failed', count: 1, who: 'merchant' }]);
  const failed = of.pushes().find(({ content }) => content.kind === 'cancel') as Push;
  await of.change(failed, { state: { kind: 'confirmed', at: of.now() } });
  expect((await of.json('status')).forAPerson).toEqual([]);
});

it('the status says that nothing is requested where a merchant has statuses changed, and no word of it elsewhere', async () => {
  const of = world();
  expect((await of.ops('status')).out).toContain('changes   none undone, none failed in 7 days\n');
  const merchant = await of.ports.merchants.get('kado');
  if (merchant === null) throw new Error('there is no merchant');
  await of.ports.merchants.put({ ...merchant, features: ['import'], version: merchant.version + 1 });
  expect((await of.ops('status')).out).not.toContain('changes');
});

it('the status named changes as standing still that an outage of hours had held until a moment before: the hour counts from its end', async () => {
  const of = world();
  await of.ops(['push', 'confirm', ...of.orderNumbers, '--by', 'miyu']);
  of.pass(minuteMs);
  for (const push of of.pushes())
    await of.change(push, {
      state: { kind: 'held', since: of.now(), cause: 'outage', tries: 0 },
      steps: [{ at: of.now(), what: 'held', reason: 'outage' }],
    });
  of.pass(3 * hourMs);
  const [claimed, called, late, orphan] = of.pushes() as [Push, Push, Push, Push];
  const at = of.now();
  const pushing = { kind: 'pushing', until: at + 6 * minuteMs, tries: 0 } as const;
  await of.change(claimed, { state: pushing });
  await of.change(called, {
    state: { kind: 'retrying', tries: 1, next: at + 5 * minuteMs, reason: 'unknown', code: 'mall.timeout' },
    steps: [
      { at, what: 'called', code: 'mall.timeout' },
      { at, what: 'retrying', reason: 'unknown' },
    ],
  });
  await of.change(late, { state: { kind: 'retrying', tries: 0, next: at, reason: 'not-done' } });
  expect((await of.json('status')).forAPerson).toEqual([]);
  // The worker that had it after the outage died: how often that happened no row tells.
  await of.change(orphan, { state: pushing, unknownAt: at - minuteMs });
  expect((await of.json('status')).changes).toMatchObject({ waiting: 4, unmoved: 1 });
  of.pass(hourMs + 7 * minuteMs);
  expect((await of.json('status')).changes).toMatchObject({ waiting: 4, unmoved: 4 });
});
