import { describe, expect, it } from 'vitest';
import { isUnheard, verdictOf } from '../../../../core/kernel/errors.ts';
import type { Verdict } from '../../../../core/kernel/failures.ts';
import { secondMs } from '../../../../core/kernel/time.ts';
import type { Capability } from '../../../../core/model/health.ts';
import type { MallShop } from '../../../../core/ports/mall.ts';
import { yahooTraits } from '../../../../malls/yahoo/traits.ts';
import { simulator, type YahooFault } from '../../../../simulator/yahoo/index.ts';
import { sellerId, type YahooInProcess, yahooInProcess } from './in-process.ts';

const { capabilities } = yahooTraits;

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
  const seen: Verdict[] = [];
  for (const capability of capabilities) seen.push((await probed(shop, capability)).verdict);
  return seen;
}

const all = (verdict: Verdict): Verdict[] => capabilities.map(() => verdict);

/** A mall whose shop has its token already: faults of the token endpoint are looked at by themselves. */
async function mallWithToken(
  settings: Parameters<typeof yahooInProcess>[0] = {},
  between?: Parameters<typeof yahooInProcess>[1],
): Promise<Omit<YahooInProcess, 'shop'> & { shop: MallShop }> {
  const mall = yahooInProcess(settings, between);
  const shop = mall.shop();
  await shop.probe('stock');
  return { ...mall, shop };
}

describe('the probes of Yahoo!ショッピング', () => {
  it('are answered by a mall that is well, each by one call that changes nothing', async () => {
    const { yahoo, shop, clock } = await mallWithToken();
    yahoo.control.addOrders(sellerId, { count: 3, at: clock.at - 30 * secondMs });
    const [before] = yahoo.control.books().shops;
    expect(await verdicts(shop)).toEqual(all('answered'));
    const [after] = yahoo.control.books().shops;
    expect(after?.calls).toEqual({ token: 1, getStock: 2, orderChange: 1, orderList: 1 });
    expect({ ...after, calls: {} }).toEqual({ ...before, calls: {} });
  });

  it('of stock go both ways where that is wanted, and still change nothing', async () => {
    const { yahoo, shop } = await mallWithToken();
    const [before] = yahoo.control.books().shops;
    for (const capability of capabilities) await shop.probe(capability, true);
    const [after] = yahoo.control.books().shops;
    expect(after?.calls).toEqual({ token: 1, getStock: 2, orderChange: 1, orderList: 1, setStock: 1 });
    expect({ ...after, calls: {} }).toEqual({ ...before, calls: {} });
    for (const only of [{ writesOnly: true }, { readsOnly: true }]) {
      yahoo.control.break({ kind: 'system-error', api: 'stock', ...only });
      expect((await probed(shop, 'stock', true)).verdict).toBe('failed');
      yahoo.control.mend();
    }
    yahoo.control.break({ kind: 'busy' });
    expect((await probed(shop, 'stock', true)).verdict).not.toBe('failed');
  });

  it('tell the mall’s own clock', async () => {
    const { yahoo, shop } = await mallWithToken();
    for (const bothWays of [false, true])
      for (const capability of capabilities) expect(await shop.probe(capability, bothWays)).toBe(yahoo.control.nowMs());
  });

  it('are of what the mall’s adapter can do: that of statuses asks to change an order that is not there', async () => {
    const { yahoo, shop } = await mallWithToken();
    expect(capabilities).toEqual(['import', 'status', 'stock']);
    yahoo.control.break({ kind: 'system-error', api: 'order', writesOnly: true });
    expect(await verdicts(shop)).toEqual(['answered', 'failed', 'answered']);
  });

  const failing: readonly YahooFault['kind'][] = [
    'refuse',
    'reset',
    'timeout-before',
    'timeout-after',
    'apply-later',
    'slow',
    'server-error-xml',
    'server-error-html',
    'bad-gateway',
    'gateway-timeout',
    'html-200',
    'all-well',
    'maintenance',
    'system-error',
    'auth-flap',
  ];
  it.each(failing)('say that the mall fails under the fault %s', async (kind) => {
    const { yahoo, shop } = await mallWithToken();
    for (const api of ['order', 'stock'] as const) yahoo.control.break({ kind, api });
    expect(await verdicts(shop)).toEqual(all('failed'));
    yahoo.control.mend();
    expect(await verdicts(shop)).toEqual(all('answered'));
  });

  it.each(failing.filter((kind) => kind !== 'auth-flap'))(
    'say so under %s of the token endpoint, too',
    async (kind) => {
      const mall = yahooInProcess();
      mall.yahoo.control.break({ kind, api: 'token' });
      expect(await verdicts(mall.shop())).toEqual(all('failed'));
      mall.yahoo.control.mend();
      expect(await verdicts(mall.shop())).toEqual(all('answered'));
    },
  );

  it('tell failures in which nothing was heard, which may as well be our own network’s', async () => {
    const { yahoo, shop } = await mallWithToken();
    const unheard: string[] = [];
    for (const kind of failing) {
      yahoo.control.break({ kind, api: 'order' });
      if (isUnheard((await probed(shop, 'import')).error)) unheard.push(kind);
      yahoo.control.mend();
    }
    expect(unheard).toEqual(['refuse', 'reset', 'timeout-before', 'timeout-after', 'apply-later', 'slow']);
  });

  it.each(['xml', 'html'] as const)('take too many calls for what they are, and for no outage (%s)', async (body) => {
    const { yahoo, shop } = await mallWithToken({ throttle: { body } });
    yahoo.control.break({ kind: 'throttle' });
    expect(await verdicts(shop)).toEqual(all('throttled'));
  });

  it('see stock fail alone in a maintenance of ストアエディタ', async () => {
    const { yahoo, shop } = await mallWithToken();
    yahoo.control.break({ kind: 'maintenance', api: 'stock' });
    expect(await verdicts(shop)).toEqual(['answered', 'answered', 'failed']);
  });

  it.each(['px-04303', 'px-04306', 'px-04307', 'px-14303'] as const)(
    'tell an application that may not call the order API (%s) from a mall that fails',
    async (state) => {
      const { yahoo, shop } = await mallWithToken();
      yahoo.control.setOrderApi(sellerId, state);
      expect(await verdicts(shop)).toEqual(['key', 'key', 'answered']);
      expect((await probed(shop, 'import')).error).toMatchObject({ code: 'key.function-off' });
    },
  );

  it('take a consent that is over for the shop’s trouble', async () => {
    const mall = yahooInProcess();
    mall.yahoo.control.withdrawConsent(sellerId);
    expect(await verdicts(mall.shop())).toEqual(all('key'));
  });

  it('are not confused by faults that concern no answer of theirs', async () => {
    const { yahoo, shop } = await mallWithToken();
    for (const kind of [
      'lost-write',
      'busy',
      'reread-failed',
      'new-code',
      'stock-link-error',
      'cancel-later',
      'page-shift',
    ] as const) {
      yahoo.control.break({ kind });
    }
    expect(await verdicts(shop)).toEqual(all('answered'));
  });

  it('take calls that are refused by name, whatever they ask for, for no sign of health', async () => {
    const { yahoo, shop } = await mallWithToken();
    for (const api of ['order', 'stock'] as const) yahoo.control.break({ kind: 'refusal', api });
    expect(await verdicts(shop)).toEqual(all('failed'));
    expect((await probed(shop, 'import')).error).toMatchObject({ code: 'mall.refusing', retry: 'later' });
  });

  it('see a grey mall answer some calls and fail others, and never blame a key', async () => {
    const { yahoo, shop } = await mallWithToken();
    yahoo.control.break({ kind: 'grey', recoverOverMs: 60 * secondMs });
    const seen: Verdict[] = [];
    for (let round = 0; round < 20; round++) seen.push(...(await verdicts(shop)));
    expect(seen).toContain('failed');
    expect(seen.filter((verdict) => verdict !== 'failed' && verdict !== 'answered')).toEqual([]);
  });

  it('have been held against every fault there is', () => {
    const others = [
      'refusal',
      'throttle',
      'volume-cap',
      'grey',
      'lost-write',
      'busy',
      'reread-failed',
      'new-code',
      'stock-link-error',
      'cancel-later',
      'page-shift',
    ];
    expect([...failing, ...others].sort()).toEqual([...simulator.faultKinds].sort());
  });
});
