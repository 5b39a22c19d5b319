import { expect, it } from 'vitest';
import { pushShops } from '../../core/jobs/push-status.ts';
import { minuteMs } from '../../core/kernel/time.ts';
import { budgetUntil } from '../../core/ports/system.ts';
import { createProcessCache } from '../../core/session/import-session.ts';
import { requestPushes } from '../../core/status/request.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import { story } from './play.ts';
import { someOrder } from './scenarios/imports.ts';
import type { Stage } from './stage.ts';

/** From now on a worker starts each minute and works on everything that is due, as messages of the queue would make it. */
function startWorkers({ ports, board, time }: Stage): void {
  const cache = createProcessCache(time);
  const log = board.logOf('push-status');
  const work = async (): Promise<void> => {
    time.at(time.now() + minuteMs, () => void work());
    for (let bucket = 0; bucket < 16; bucket++) {
      const due = (await ports.targets.dueSince(bucket, time.now())).map(({ shop }) => shop);
      if (due.length === 0) continue;
      const round = {
        ports: { ...ports, log, orderList: { summaries: async () => [] } },
        cache,
        settings: defaultStatusSettings,
        budget: budgetUntil(time, time.now() + 3 * minuteMs),
        runId: ports.random.id(),
      };
      const { internalErrors } = await pushShops(round, due);
      for (const error of internalErrors.values()) throw error;
    }
  };
  void work();
}

it('pushes-waiting goes off for a status change that is tried again and again, though it is never due for long, and is over with it', async () => {
  const proof = await story({
    alarm: 'ticket-direct-rms-pushes-waiting',
    async breaks(stage) {
      startWorkers(stage);
      stage.rms.control.break({ kind: 'server-error-json', operations: ['confirmOrder'], shopUrl: 'shop-1' });
      const [{ key } = { key: 'rms#none' as const }] = stage.shops;
      const request = { shop: key, orderNumber: await someOrder(stage), content: { kind: 'confirm' } as const };
      const [asked] = await requestPushes(stage.ports, [request], { by: 'test', now: stage.time.now() });
      if (asked?.kind === 'refused') throw new Error(asked.problems.join(' '));
    },
    firesWithin: 150,
    async mends({ ports, shops, rms }) {
      const [push] = await ports.changes.undone(shops[0]?.key ?? 'rms#none', 10);
      if (push?.state.kind !== 'retrying') throw new Error(`The push is ${push?.state.kind}, and not tried again.`);
      rms.control.mend();
    },
  })();
  const minutes = (proof.firedAt - proof.brokenAt) / minuteMs;
  expect(minutes).toBeGreaterThan(120);
  expect(minutes).toBeLessThanOrEqual(145);
});
