import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { capabilities } from '../../../../core/model/health.ts';
import { createCanaryMemory } from '../../../../core/outage/probe.ts';
import { kindsIn, openHealthWorld, start } from '../../../unit/core/outage/world.ts';

describe('the load of an installation', () => {
  it('the load of an installation is what all its shops may ask for, counted once in ten minutes, and not to the end of many', async () => {
    for (const [shops, callsPerSecond] of [
      [3, 3],
      [200, 200],
      [201, null],
    ] as const) {
      const world = await openHealthWorld(shops);
      const memory = createCanaryMemory();
      const { shops: store, ...ports } = world.ports();
      let reads = 0;
      const some: typeof store.some = (...asked) => {
        reads++;
        return store.some(...asked);
      };
      for (let minute = 0; minute < 10; minute++) {
        void world.probe({ ports: { ...ports, shops: { ...store, some } }, memory });
        await world.pass(1);
      }
      expect(memory.shopsByMall.get('rms')).toMatchObject({ callsPerSecond });
      expect(memory.shopsByMall.get('rms')?.shops).toHaveLength(Math.min(20, shops));
      // A mall that this installation does not name is not asked for.
      expect(reads).toBe(1);
    }
  });
});

describe('an outage', () => {
  it.each([0, 1, 13, 25, 37, 59])(
    'of few shops that ends at second %i lets all of them through in less than two minutes',
    async (second) => {
      const world = await openHealthWorld(12);
      world.probeEveryMinute(20);
      const until = start + 10 * minuteMs + second * secondMs;
      world.rms.control.break({ kind: 'timeout-before', from: start + 2 * minuteMs, until });
      await world.time.runUntil(until);
      expect(kindsIn(world)).toEqual(['down', 'down', 'down']);
      await world.time.runUntil(until + 100 * secondMs);
      for (const capability of capabilities)
        expect(world.state(capability)).toMatchObject({ kind: 'trickle', step: 3 });
    },
  );
});
