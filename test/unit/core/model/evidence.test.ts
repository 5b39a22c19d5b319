import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { type EvidenceEntry, noEvidence, sumSeenBy } from '../../../../core/model/health.ts';
import { openHealthWorld, start } from '../outage/world.ts';

const entry = (at: number, failed: number, answered = 0): EvidenceEntry => ({
  mall: 'rms',
  capability: 'import',
  at,
  writer: `run-${at}`,
  answered,
  failed,
  throttled: 0,
});

describe('what workers saw', () => {
  it('is summed, but for what is dated from later by a clock that is fast', () => {
    const entries = [entry(start - minuteMs, 2, 1), entry(start + 9 * secondMs, 1), entry(start + hourMs, 6)];
    expect(sumSeenBy(start, entries)).toEqual({ answered: 1, failed: 3, throttled: 0 });
    expect(sumSeenBy(start + hourMs, entries.slice(2))).toEqual({ answered: 0, failed: 6, throttled: 0 });
    expect(sumSeenBy(start, [entry(start + 11 * secondMs, 1)])).toEqual(noEvidence);
  });

  it('by a clock that is an hour fast keeps no mall from being well again', async () => {
    const world = await openHealthWorld(5);
    world.rms.control.break({ kind: 'refuse', from: start + minuteMs, until: start + 4 * minuteMs });
    await world.ports().health.record(entry(start + hourMs + 2 * minuteMs, 6));
    world.probeEveryMinute(30);
    await world.pass(30);
    expect(world.state('import')).toMatchObject({ kind: 'healthy', after: { until: expect.any(Number) } });
    const [incident, ...others] = [...world.store.incidentsById.values()];
    expect([incident?.stage.kind, incident?.noticedAt, others]).toEqual(['recovering', undefined, []]);
    expect(world.failures).toEqual([]);
  });

  it('late is no reason to tell of an outage, though another shop’s stock fails now', async () => {
    const world = await openHealthWorld(5);
    const { health } = world.ports();
    world.rms.control.break({ kind: 'refuse', api: 'order', from: start + minuteMs, until: start + 4 * minuteMs });
    world.rms.control.break({ kind: 'server-error-json', api: 'inventory', shopUrl: 'shop-2' });
    for (let minute = 4; minute < 14; minute++) {
      const at = start + minute * minuteMs;
      world.time.at(at, () => void health.record(entry(at, 3)));
    }
    world.probeEveryMinute(14);
    await world.pass(14);
    expect(world.state('import')).toMatchObject({ kind: 'trickle', goodRounds: 0 });
    expect(world.state('stock').kind).toBe('healthy');
    expect([...world.store.incidentsById.values()].map(({ noticedAt }) => noticedAt)).toEqual([undefined]);
    expect(world.failures).toEqual([]);
  });
});
