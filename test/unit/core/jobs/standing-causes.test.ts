import { describe, expect, it } from 'vitest';
import { tellHowShopsStand } from '../../../../core/jobs/shop-figures.ts';
import { effectsAmong, standingCauses } from '../../../../core/jobs/standing-causes.ts';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Incident } from '../../../../core/model/incident.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import type { Log, LogValue } from '../../../../core/ports/system.ts';

const now = Date.parse('2026-11-24T14:00:00+09:00');

/** The malls whose figures say nothing, of two, where polls last ended well some minutes ago. */
async function effects(polledMinutesAgo: number | null, stages: Partial<Record<string, Incident['stage']>> = {}) {
  const causes = await standingCauses(
    {
      clock: { now: () => now, sleep: async () => undefined },
      leases: { leftIn: async () => (polledMinutesAgo === null ? null : now - polledMinutesAgo * minuteMs) } as never,
      incidents: { latest: async (mall: string) => (stages[mall] && { stage: stages[mall] }) ?? null } as never,
    },
    0,
    1,
  );
  return { stands: causes.pollsStand, malls: [...(await effectsAmong(causes, ['rms', 'yahoo', 'rms']))] };
}

describe('what stands still at a mall', () => {
  it('what stands still at a mall has a cause of its own while polls end well and the mall is well', async () => {
    expect(await effects(9)).toEqual({ stands: false, malls: [] });
  });

  it.each([10, 600, null])(
    'follows from polls that have not ended well for ten minutes: %s minutes',
    async (minutes) => {
      expect(await effects(minutes)).toEqual({ stands: true, malls: ['rms', 'yahoo'] });
    },
  );

  it('what stands still follows from an outage of this mall until half an hour after it, and from none of another mall', async () => {
    const closed = (minutesAgo: number): Incident['stage'] => ({ kind: 'closed', at: now - minutesAgo * minuteMs });
    expect((await effects(1, { rms: { kind: 'open' } as never })).malls).toEqual(['rms']);
    expect((await effects(1, { rms: closed(29), yahoo: closed(31) })).malls).toEqual(['rms']);
  });
});

it('figures that follow from other trouble are not written, and those that people look at are', () => {
  const shop = {
    key: 'rms#a',
    mall: 'rms',
    cursor: now - hourMs,
    rereadDay: '',
    credential: { version: 1 },
  } as unknown as Shop;
  const told: Record<string, LogValue>[] = [];
  const log: Log = { info: (_, fields = {}) => told.push(fields), warn: () => undefined, error: () => undefined };
  const tell = (effects: ReadonlySet<'rms'>) => tellHowShopsStand(log, [shop], [], now, { rereadHour: 1 }, effects);
  expect(tell(new Set())).toEqual({ notPolledPercent: 100 });
  expect(tell(new Set(['rms']))).toEqual({ notPolledPercent: 0 });
  expect(told[0]).toMatchObject({ ShopsNotPolledPercent: 100, ShopsFallenBehind: 1, ImportLagSeconds: 3_600 });
  expect(told[1]).toMatchObject({ ShopsNotPolledPercent: null, ShopsFallenBehind: null, ImportsStopped: null });
  expect(told[1]).toMatchObject({ AuditsADayOverdue: null, ImportLagSeconds: 3_600 });
});
