import { hourMs } from '../../../core/kernel/time.ts';
import { minutes, story } from '../play.ts';
import type { Scenario } from '../proof.ts';
import type { Stage } from '../stage.ts';

const away = ({ rms }: Stage): void => void rms.control.break({ kind: 'server-error-json' });
const back = ({ rms }: Stage): void => rms.control.mend();

/** What a mall's trouble, or our own, sets off. */
export const outageScenarios: Readonly<Record<string, Scenario>> = {
  'mall-down': story({ alarm: 'page-rms-mall-down', breaks: away, firesWithin: 15, mends: back, clearsWithin: 120 }),

  'own-network': story({
    alarm: 'page-own-network',
    breaks: (stage) => {
      stage.cutOff = true;
    },
    firesWithin: 15,
    mends: (stage) => {
      stage.cutOff = false;
    },
  }),

  // The function runs, and its lines are not read.
  'canary-silent': story({
    alarm: 'page-direct-rms-canary-silent',
    breaks: ({ board }) => void board.muted.add('health-probe'),
    firesWithin: 40,
    mends: ({ board }) => board.muted.clear(),
  }),

  'paused-by-outage': story({
    alarm: 'ticket-rms-paused-by-outage',
    async breaks(stage) {
      away(stage);
      await stage.run(5);
      await stage.leap(12 * hourMs);
    },
    mends: back,
  }),

  // Every shop is paused by hand, so no probe can ask whether the mall is back.
  'maintenance-overrun': story({
    alarm: 'ticket-rms-maintenance-overrun',
    async breaks({ ports, shops, time, leap }) {
      for (const { key } of shops) await pause(ports, key, time.now());
      const [from, to] = [time.now() + minutes(5), time.now() + minutes(30)];
      const window = {
        id: 'w',
        mall: 'rms',
        capabilities: ['import', 'status'],
        note: '定期メンテナンス',
        by: 'ops',
      } as const;
      await ports.pauses.plan({ ...window, from, to });
      await leap(2 * hourMs + minutes(30));
    },
    async mends({ ports, shops }) {
      for (const { key } of shops) await ports.pauses.lift({ cause: 'manual', scope: key });
    },
  }),
};

const pause = (ports: Stage['ports'], scope: Stage['shops'][number]['key'], since: number): Promise<void> =>
  ports.pauses.set({ cause: 'manual', scope, since, by: 'tanaka', note: '棚卸し' });
