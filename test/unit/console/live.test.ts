import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLive, slotMs } from '../../../console/live.ts';
import { minuteMs } from '../../../core/kernel/index.ts';
import { openWorld } from '../ops/world.ts';

afterEach(() => void vi.useRealTimers());

describe('looks at an installation while no page shows it', () => {
  it.each([1, 10, 50])(
    'come at least twice in a slot of the lags, at %i times its time: there were holes',
    async (speed) => {
      const { ports, orderList } = openWorld();
      vi.useFakeTimers();
      const live = createLive({ ports, orderList, speed, hasSender: true, importSettings: {} } as never);
      let looks = 0;
      live.record(() => looks++);
      await live.again();
      const realMinutes = 10;
      await vi.advanceTimersByTimeAsync(realMinutes * minuteMs);
      live.close();
      const slots = (realMinutes * minuteMs * speed) / slotMs;
      expect(looks).toBeGreaterThanOrEqual(2 * slots);
    },
  );
});
