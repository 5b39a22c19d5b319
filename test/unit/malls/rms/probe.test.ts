import { describe, expect, it } from 'vitest';
import { isUnheard, verdictOf } from '../../../../core/kernel/errors.ts';
import type { Verdict } from '../../../../core/kernel/failures.ts';
import { secondMs } from '../../../../core/kernel/time.ts';
import { type Capability, capabilities } from '../../../../core/model/health.ts';
import type { MallShop } from '../../../../core/ports/mall.ts';
import type { Transport } from '../../../../malls/http.ts';
import { openRmsShop } from '../../../../malls/rms/client.ts';
import { createUndiciTransport } from '../../../../malls/undici.ts';
import { serve } from '../../../../simulator/index.ts';
import {
  createRms,
  type FaultKind,
  type RmsSettingsChange,
  type RmsSimulator,
  simulator,
} from '../../../../simulator/rms/index.ts';
import { inProcess } from './in-process.ts';

const start = Date.parse('2026-11-24T06:00:00Z');

interface Mall {
  readonly rms: RmsSimulator;
  readonly shop: MallShop;
  readonly timeouts: Set<number>;
}

function mallAt(settings?: RmsSettingsChange): Mall {
  const rms = createRms({ now: () => start, seed: 7, ...(settings ? { settings } : {}) });
  const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl: 'tsunagi-shop' });
  const timeouts = new Set<number>();
  const carry = inProcess(rms);
  const shop = openRmsShop({
    shop: { key: 'rms#tsunagi-shop' },
    credential: { serviceSecret, licenseKey },
    baseUrl: 'https://rms.example',
    transport: (request) => {
      timeouts.add(request.timeoutMs);
      return carry(request);
    },
    now: () => rms.control.nowMs(),
  });
  return { rms, shop, timeouts };
}

async function probed(
  shop: MallShop,
  capability: Capability,
  bothWays = false,
): Promise<{ verdict: Verdict; error: unknown }> {
  const error = await shop.probe(capability, bothWays).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { verdict: verdictOf(error), error };
}

async function verdicts(shop: MallShop): Promise<Verdict[]> {
  const seen = await Promise.all(capabilities.map((capability) => probed(shop, capability)));
  return seen.map(({ verdict }) => verdict);
}

const all = (verdict: Verdict): Verdict[] => capabilities.map(() => verdict);

describe('the probes of RMS', () => {
  it('are answered by a mall that is well, each by one call that changes nothing', async () => {
    const { rms, shop, timeouts } = mallAt();
    rms.control.addOrders('tsunagi-shop', { count: 3, at: start - 30 * secondMs });
    const before = JSON.stringify({ ...rms.control.books().shops[0], calls: {} });
    expect(await verdicts(shop)).toEqual(all('answered'));
    const [after] = rms.control.books().shops;
    expect(after?.calls).toEqual({ searchOrder: 1, confirmOrder: 1, 'inventory.bulk.get': 1 });
    expect(JSON.stringify({ ...after, calls: {} })).toBe(before);
    expect([...timeouts]).toEqual([10 * secondMs]);
  });

  it('of stock go both ways where that is wanted, and still change nothing', async () => {
    const { rms, shop } = mallAt();
    const before = JSON.stringify({ ...rms.control.books().shops[0], calls: {} });
    for (const capability of capabilities) await shop.probe(capability, true);
    const [after] = rms.control.books().shops;
    expect(after?.calls).toEqual({
      searchOrder: 1,
      confirmOrder: 1,
      'inventory.bulk.get': 1,
      'inventory.bulk.upsert': 1,
    });
    expect(JSON.stringify({ ...after, calls: {} })).toBe(before);
    for (const only of [{ writesOnly: true }, { readsOnly: true }]) {
      rms.control.break({ kind: 'server-error-json', api: 'inventory', ...only });
      expect((await probed(shop, 'stock', true)).verdict).toBe('failed');
      rms.control.mend();
    }
    rms.control.switchFunction('tsunagi-shop', 'inventory.bulk.upsert', false);
    expect((await probed(shop, 'stock', true)).verdict).toBe('key');
  });

  it('tell the mall’s own clock', async () => {
    const { rms, shop } = mallAt();
    for (const bothWays of [false, true])
      for (const capability of capabilities) expect(await shop.probe(capability, bothWays)).toBe(rms.control.nowMs());
  });

  const failing: readonly FaultKind[] = [
    'refuse',
    'reset',
    'timeout-before',
    'timeout-after',
    'server-error-json',
    'server-error-html',
    'html-200',
    'all-well',
    'system-error-200',
    'system-error-500',
    'conflict',
    'shop-status',
  ];
  it.each(failing)('say that the mall fails under the fault %s', async (kind) => {
    const { rms, shop } = mallAt();
    rms.control.break({ kind });
    expect(await verdicts(shop)).toEqual(all('failed'));
    rms.control.mend();
    expect(await verdicts(shop)).toEqual(all('answered'));
  });

  it('see a grey mall answer some calls and fail others, and never blame a key', async () => {
    const { rms, shop } = mallAt();
    rms.control.break({ kind: 'grey', recoverOverMs: 60 * secondMs });
    const seen: Verdict[] = [];
    for (let round = 0; round < 20; round++) seen.push(...(await verdicts(shop)));
    expect(seen.filter((verdict) => verdict === 'failed').length).toBeGreaterThan(seen.length / 2);
    expect(new Set(seen)).toEqual(new Set(['failed', 'answered']));
  });

  it('tell failures in which nothing was heard, which may as well be our own network’s', async () => {
    const { rms, shop } = mallAt();
    const unheard: string[] = [];
    for (const kind of failing) {
      rms.control.break({ kind });
      if (isUnheard((await probed(shop, 'import')).error)) unheard.push(kind);
      rms.control.mend();
    }
    expect(unheard).toEqual(['refuse', 'reset', 'timeout-before', 'timeout-after']);
  });

  it('tell throttling from failing, where RMS says it by a status of its own', async () => {
    const throttled = mallAt({ throttle: { status: 429 } });
    throttled.rms.control.break({ kind: 'throttle' });
    expect(await verdicts(throttled.shop)).toEqual(all('throttled'));
  });

  it.each(['GA0001', 'ES01-01'] as const)('tell a dead key from a dead mall, by the envelope %s', async (envelope) => {
    const { rms, shop } = mallAt({ auth: { envelope } });
    rms.control.expireKey('tsunagi-shop');
    expect(await verdicts(shop)).toEqual(all('key'));
  });

  it('take a key that flaps for the key’s trouble', async () => {
    const { rms, shop } = mallAt();
    rms.control.break({ kind: 'auth-flap' });
    expect(await verdicts(shop)).toEqual(all('key'));
  });

  it.each([400, 401, 403])('tell a function that is switched off under %i, of its own API only', async (status) => {
    const { rms, shop } = mallAt({ assumed: { functionOffStatus: status } });
    rms.control.switchFunction('tsunagi-shop', 'inventory.bulk.get', false);
    expect(await verdicts(shop)).toEqual(['answered', 'answered', 'key']);
    expect((await probed(shop, 'stock')).error).toMatchObject({ code: 'key.function-off' });
  });

  it('see writes fail while reads are answered, and stock fail alone', async () => {
    const { rms, shop } = mallAt();
    rms.control.break({ kind: 'system-error-200', api: 'order', writesOnly: true });
    expect(await verdicts(shop)).toEqual(['answered', 'failed', 'answered']);
    rms.control.mend();
    rms.control.break({ kind: 'server-error-json', api: 'inventory' });
    expect(await verdicts(shop)).toEqual(['answered', 'answered', 'failed']);
  });

  it('are answered by a mall that objects to the order or the SKU asked about', async () => {
    const { shop } = mallAt({ assumed: { foreignOrder: '101' } });
    const { verdict, error } = await probed(shop, 'status');
    expect({ verdict, error }).toEqual({ verdict: 'answered', error: null });
  });

  it('are not confused by faults that concern no single answer', async () => {
    const { rms, shop } = mallAt();
    for (const kind of ['slow', 'lost-write', 'apply-later', 'page-shift'] as const) {
      rms.control.break({ kind, delayMs: secondMs, applyAfterMs: secondMs });
    }
    expect(await verdicts(shop)).toEqual(all('answered'));
  });

  it('take calls that are refused by name, whatever they ask for, for no sign of health', async () => {
    const { rms, shop } = mallAt();
    rms.control.break({ kind: 'refusal' });
    expect(await verdicts(shop)).toEqual(all('failed'));
    expect((await probed(shop, 'import')).error).toMatchObject({ code: 'mall.refusing', retry: 'later' });
  });

  it('have been held against every fault there is', () => {
    const others = ['grey', 'refusal', 'throttle', 'auth-flap', 'slow', 'lost-write', 'apply-later', 'page-shift'];
    expect([...failing, ...others].sort()).toEqual([...simulator.faultKinds].sort());
  });

  it('give up a silent mall over real HTTP, and one that is not there', async () => {
    const { rms } = mallAt();
    const serving = await serve(rms, { port: 0 });
    // Only a mall that never answers is given up after so short a time, however busy the machine is.
    const [patient, hasty] = [createUndiciTransport(), createUndiciTransport({ clockSpeed: 20 })];
    const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl: 'another' });
    const shopBy = (transport: Transport) =>
      openRmsShop({
        shop: { key: 'rms#another' },
        credential: { serviceSecret, licenseKey },
        baseUrl: serving.url,
        transport,
        now: () => start,
      });
    try {
      expect(await verdicts(shopBy(patient))).toEqual(all('answered'));
      rms.control.break({ kind: 'timeout-before' });
      expect(await verdicts(shopBy(hasty))).toEqual(all('failed'));
    } finally {
      await serving.stop();
    }
    const { verdict, error } = await probed(shopBy(hasty), 'import');
    expect([verdict, isUnheard(error)]).toEqual(['failed', true]);
    await Promise.all([patient.close(), hasty.close()]);
  });
});
