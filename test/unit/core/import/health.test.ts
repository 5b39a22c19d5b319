import { describe, expect, it } from 'vitest';
import { probeRound } from '../../../../core/jobs/health-probe.ts';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { defaultHealthSettings } from '../../../../core/model/health-settings.ts';
import { createCanaryMemory } from '../../../../core/outage/probe.ts';
import { budgetUntil } from '../../../../core/ports/system.ts';
import { checkPushes } from '../../../../core/status/request.ts';
import { shopKey } from '../../malls/yahoo/in-process.ts';
import { openYahooWorld, type YahooWorld } from './world.ts';

/** Runs the probes for this many minutes. */
async function probe(world: YahooWorld, minutes: number): Promise<void> {
  const memory = createCanaryMemory();
  const settings = defaultHealthSettings;
  for (let minute = 1; minute <= minutes; minute++) {
    const began = world.now();
    const budget = budgetUntil(world.ports.clock, began + 55 * secondMs);
    await probeRound({ ports: world.ports, settings, memory, budget, reference: null });
    world.pass(Math.max(0, began + minuteMs - world.now()));
  }
}

const states = async (world: YahooWorld): Promise<Record<string, string>> => {
  const { healths } = await world.ports.pauses.standing();
  return Object.fromEntries(healths.map(({ mall, capability, state }) => [`${mall} ${capability}`, state.kind]));
};

describe('the health of Yahoo!ショッピング', () => {
  it('the health of Yahoo!ショッピング is asked of its import and its stock, each by itself, and of nothing else', async () => {
    const world = await openYahooWorld();
    await probe(world, 2);
    expect(world.callsOf('orderList')).toBe(world.callsOf('getStock'));
    expect(world.callsOf('orderList')).toBeGreaterThan(1);
    world.yahoo.control.break({ kind: 'maintenance', api: 'stock' });
    await probe(world, 4);
    expect(await states(world)).toEqual({ 'yahoo stock': 'down' });
    expect(await world.ports.incidents.latest('yahoo')).toMatchObject({ mall: 'yahoo' });
  });

  it('the health of Yahoo!ショッピング is found out once a worker has met a mall that answers reads and loses writes', async () => {
    const world = await openYahooWorld();
    world.yahoo.control.break({ kind: 'system-error', api: 'stock', writesOnly: true });
    await probe(world, 4);
    expect([world.callsOf('setStock'), await states(world)]).toEqual([0, {}]);
    const met = { mall: 'yahoo', capability: 'stock', at: world.now(), writer: 'a worker' } as const;
    await world.ports.health.record({ ...met, answered: 1, failed: 1, throttled: 0 });
    await probe(world, 4);
    expect(await states(world)).toEqual({ 'yahoo stock': 'down' });
    world.yahoo.control.mend();
    await probe(world, 2);
    expect(await states(world)).toEqual({ 'yahoo stock': 'trickle' });
    await probe(world, 15);
    expect(await states(world)).toEqual({ 'yahoo stock': 'healthy' });
  });

  it('the health of Yahoo!ショッピング is no worse for too many calls', async () => {
    const world = await openYahooWorld();
    world.yahoo.control.break({ kind: 'throttle' });
    await probe(world, 5);
    expect(Object.values(await states(world))).not.toContain('down');
    expect(await world.ports.incidents.latest('yahoo')).toBeNull();
  });

  it('the health of Yahoo!ショッピング is no worse for a consent that is over: the shop waits for a person', async () => {
    const world = await openYahooWorld();
    world.yahoo.control.withdrawConsent('kado-no-mise');
    await probe(world, 5);
    expect(await world.ports.incidents.latest('yahoo')).toBeNull();
    const [pause] = await world.ports.pauses.list();
    expect(pause).toMatchObject({
      scope: shopKey,
      cause: 'credentials',
      note: expect.stringContaining('agree to the application again'),
    });
  });

  it('a mall without statuses has no health of them, and none can be requested at its shops', async () => {
    const world = await openYahooWorld();
    const traits = (mall: string) => ({ ...world.ports.malls.traits(mall), status: undefined as never });
    const ports = { ...world.ports, malls: { ...world.ports.malls, traits } };
    const content = { kind: 'confirm' } as const;
    const wish = { shop: shopKey, orderNumber: 'kado-no-mise-10000001', content } as const;
    expect(String(await checkPushes(ports, [wish], world.now()))).toEqual(
      expect.stringContaining(
        "statuses are not sent to the mall of yahoo#kado-no-mise (yahoo). Change the order in the mall's own pages.",
      ),
    );
  });
});
