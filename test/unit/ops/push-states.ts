import { expect } from 'vitest';
import { pushShops } from '../../../core/jobs/push-status.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import { budgetUntil } from '../../../core/ports/system.ts';
import { createProcessCache } from '../../../core/session/import-session.ts';
import { defaultStatusSettings } from '../../../core/status/settings.ts';
import { takeMessages } from '../../../proving/memory/index.ts';
import type { Push } from '../../../proving/memory/push.ts';
import type { PushOpsWorld } from './push-world.ts';

/** What the function does with the messages there are. */
export async function workPushes({ ports, orderList, store, now, shop }: PushOpsWorld): Promise<void> {
  takeMessages(store);
  const report = await pushShops(
    {
      ports: { ...ports, orderList },
      cache: createProcessCache(ports.clock),
      settings: defaultStatusSettings,
      budget: budgetUntil(ports.clock, now() + 3 * minuteMs),
      runId: ports.random.id(),
    },
    [shop.key],
  );
  expect([...report.internalErrors.values()]).toEqual([]);
}

/** One push in each state that does not go on by itself, or not at once. */
export async function standingPushes(world: PushOpsWorld): Promise<Push[]> {
  const { ops, orderNumbers, pushes, change, now, pass } = world;
  await ops(['push', 'confirm', ...orderNumbers, '--by', 'miyu']);
  pass(20 * minuteMs);
  const [failed, retrying, held] = pushes() as [Push, Push, Push];
  await change(failed, {
    state: {
      kind: 'failed',
      at: now(),
      reason: 'amount-unset',
      who: 'merchant',
      mallCode: 'ORDER_EXT_API_CONFIRM_ORDER_ERROR_105',
      mallWords: '金額が未設定です。',
    },
  });
  await change(retrying, {
    state: { kind: 'retrying', tries: 2, next: now() + minuteMs, reason: 'unknown', code: 'mall.timeout' },
  });
  await change(held, { state: { kind: 'held', since: now(), cause: 'outage', tries: 0 } });
  return pushes();
}
