import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { openHealthWorld, start } from './world.ts';

const listings = { kind: 'refusal', operations: ['searchOrder'] } as const;

describe('a mall that refuses its listing', () => {
  it.each([1, 5])(
    'to every one of %i shops is an outage of the import alone, found within three minutes',
    async (shops) => {
      const world = await openHealthWorld(shops);
      const [from, over] = [start + minuteMs, start + 40 * minuteMs];
      world.rms.control.break({ ...listings, from, until: over });
      world.probeEveryMinute(60);
      world.workEveryMinute(60);
      await world.time.runUntil(from + 3 * minuteMs);
      expect(world.state('import')).toMatchObject({ kind: 'down' });
      expect([world.state('status').kind, world.state('stock').kind]).toEqual(['healthy', 'healthy']);
      await world.time.runUntil(start + 60 * minuteMs);
      expect(world.state('import').kind).toBe('healthy');
      const [incident, another] = world.store.incidentsById.values();
      expect(another).toBeUndefined();
      expect(incident?.affected).toMatchObject([{ capability: 'import' }]);
      expect(incident?.affected[0]?.to).toBeLessThan(over + 3 * minuteMs);
      const troubles = [...world.store.shopsByKey.values()].map(({ importTrouble }) => importTrouble);
      expect(troubles).toEqual(Array(shops).fill(undefined));
    },
  );

  it('to one shop of five is that shop’s trouble, which is named, and no outage', async () => {
    const world = await openHealthWorld(5);
    world.rms.control.break({ ...listings, shopUrl: 'shop-2' });
    world.probeEveryMinute(30);
    world.workEveryMinute(30);
    await world.pass(30);
    expect(world.store.incidentsById.size).toBe(0);
    expect(world.state('import').kind).not.toBe('down');
    const troubled = [...world.store.shopsByKey.values()].filter(({ importTrouble }) => importTrouble !== undefined);
    expect(troubled.map(({ key, importTrouble }) => [key, importTrouble?.kind])).toEqual([['rms#shop-2', 'refused']]);
    expect(troubled[0]?.importTrouble?.note).toMatch(/^mall\.refusing, ORDER_EXT_API_/);
  });
});
