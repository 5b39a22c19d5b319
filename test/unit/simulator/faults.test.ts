import { describe, expect, it } from 'vitest';
import type { SimOutcome } from '../../../simulator/index.ts';
import { type Fault, simulator } from '../../../simulator/rms/index.ts';
import { answered, around, codes, HOUR, MINUTE, NOON, openMall } from './mall.ts';

/** A mall with one order at 100, a confirmation of it, and whether that was carried out. */
function confirming(fault: Fault) {
  const mall = openMall();
  const orderNumberList = mall.add(1);
  const [number = ''] = orderNumberList;
  mall.rms.control.break(fault);
  return {
    mall,
    call: (): SimOutcome => mall.call('confirmOrder', { orderNumberList }),
    isConfirmed: () => mall.rms.control.order(number)?.orderProgress !== 100,
  };
}

describe('a broken mall', () => {
  it.each([
    ['refuse', 'refuse', false],
    ['timeout-before', 'hang', false],
    ['timeout-after', 'hang', true],
    ['apply-later', 'hang', false],
    ['reset', 'reset', true],
  ] as const)('ends a call under %s in %s; carried out: %s', (kind, ending, carriedOut) => {
    const { call, isConfirmed } = confirming({ kind });
    expect(call().ending).toBe(ending);
    expect(isConfirmed()).toBe(carriedOut);
  });

  it.each([
    ['server-error-json', 503, false],
    ['server-error-html', 503, false],
    ['html-200', 200, false],
    ['all-well', 200, false],
    ['system-error-200', 200, false],
    ['system-error-500', 500, false],
    ['refusal', 400, false],
    ['throttle', 503, false],
    ['auth-flap', 401, false],
    ['conflict', 409, false],
    ['shop-status', 500, false],
    ['lost-write', 200, false],
    ['slow', 200, true],
  ] as const)('answers a call under %s with %i; carried out: %s', (kind, status, carriedOut) => {
    const { call, isConfirmed } = confirming({ kind });
    expect(answered(call()).status).toBe(status);
    expect(isConfirmed()).toBe(carriedOut);
  });

  it('has every kind of fault in one of these tests', () => {
    const tested = ['refuse', 'timeout-before', 'timeout-after', 'apply-later', 'reset', 'grey', 'page-shift'];
    const answering = [
      'server-error-json',
      'server-error-html',
      'html-200',
      'system-error-200',
      'system-error-500',
      'all-well',
    ];
    const others = ['refusal', 'throttle', 'auth-flap', 'conflict', 'shop-status', 'lost-write', 'slow'];
    expect([...simulator.faultKinds].sort()).toEqual([...tested, ...answering, ...others].sort());
  });

  it('carries a call out after its caller gave up', () => {
    const { mall, call, isConfirmed } = confirming({ kind: 'apply-later', applyAfterMs: 3 * MINUTE, times: 1 });
    call();
    mall.pass(3 * MINUTE - 1);
    expect(isConfirmed()).toBe(false);
    mall.pass(1);
    expect(isConfirmed()).toBe(true);
  });

  it('sends half of a body before the connection breaks', () => {
    const { call } = confirming({ kind: 'reset' });
    const outcome = call();
    if (outcome.ending !== 'reset') throw new Error(`ended in ${outcome.ending}`);
    expect(outcome.body.length).toBeGreaterThan(10);
    expect(outcome.body.length).toBeLessThan(outcome.fullLength);
    expect(() => JSON.parse(outcome.body)).toThrow();
  });

  it('answers an error to a call it carried out, where the fault says so', () => {
    const { call, isConfirmed } = confirming({ kind: 'server-error-json', applied: true });
    expect(answered(call()).status).toBe(503);
    expect(isConfirmed()).toBe(true);
  });

  it('says 200 and means an error only in the body', () => {
    const outcome = answered(confirming({ kind: 'system-error-200' }).call());
    expect(JSON.parse(outcome.body).MessageModelList[0].messageType).toBe('ERROR');
    const html = answered(confirming({ kind: 'html-200' }).call());
    expect(html.headers['content-type']).toContain('text/html');
  });

  it.each([
    ['searchOrder', 'SEARCH_ORDER'],
    ['updateOrderShipping', 'UPDATE_ORDERSHIPPING'],
    ['updateOrderShippingAsync', 'UPDATE_ORDERSHIPPING_ASYNC'],
    ['getResultUpdateOrderShippingAsync', 'GET_RESULT_UPDATEORDERSHIPPING_ASYNC'],
    ['getSubStatusList', 'GET_SUBSTATUSLIST'],
  ])('says a system error of %s under the code of that function', (name, code) => {
    const mall = openMall();
    mall.rms.control.break({ kind: 'system-error-500' });
    expect(codes(mall.ask(name, {}).body)).toEqual([`${code}_ERROR_900`]);
  });

  it('says of an inventory call that the state of the shop cannot be found', () => {
    const mall = openMall();
    mall.rms.control.break({ kind: 'shop-status', api: 'inventory' });
    const { status, body } = mall.send('POST', '/es/2.0/inventories/bulk-get', { inventories: [] });
    expect([status, body.errors[0].code]).toEqual([500, 'GE0019']);
    expect(mall.ask('searchOrder', around(NOON)).status).toBe(200);
  });

  it('answers slowly after the time the fault names', () => {
    expect(answered(confirming({ kind: 'slow', delayMs: 45_000 }).call()).delayMs).toBe(45_000);
  });

  it('answers 429 to a throttled call where the settings say so', () => {
    const { mall, call } = confirming({ kind: 'throttle' });
    mall.rms.control.changeSettings({ throttle: { status: 429 } });
    expect(answered(call()).status).toBe(429);
  });
});

describe('what a fault concerns', () => {
  const reach = (fault: Omit<Fault, 'kind'>) => {
    const mall = openMall();
    const orderNumberList = mall.add(1);
    mall.rms.control.addShop({ shopUrl: 'tonari' });
    mall.rms.control.break({ kind: 'server-error-json', ...fault });
    const stock = (operation: 'get' | 'upsert') => {
      const entry = { manageNumber: 'kome-0005', variantId: 'kome-0005', mode: 'ABSOLUTE', quantity: 1 };
      return mall.send('POST', `/es/2.0/inventories/bulk-${operation}`, { inventories: [entry] }).status;
    };
    const hit = {
      searchOrder: mall.ask('searchOrder', around(NOON)).status,
      confirmOrder: mall.ask('confirmOrder', { orderNumberList }).status,
      'bulk-get': stock('get'),
      'bulk-upsert': stock('upsert'),
      license: mall.send('GET', '/es/1.0/license-management/license-key/expiry-date').status,
    };
    return Object.entries(hit).flatMap(([name, status]) => (status === 503 ? [name] : []));
  };

  it('is everything, or one API, or some operations, or writes, or reads, or one shop', () => {
    expect(reach({})).toEqual(['searchOrder', 'confirmOrder', 'bulk-get', 'bulk-upsert', 'license']);
    expect(reach({ api: 'order' })).toEqual(['searchOrder', 'confirmOrder']);
    expect(reach({ api: 'inventory' })).toEqual(['bulk-get', 'bulk-upsert']);
    expect(reach({ operations: ['confirmOrder', 'inventory.bulk.get'] })).toEqual(['confirmOrder', 'bulk-get']);
    expect(reach({ writesOnly: true })).toEqual(['confirmOrder', 'bulk-upsert']);
    expect(reach({ readsOnly: true })).toEqual(['searchOrder', 'bulk-get', 'license']);
    expect(reach({ shopUrl: 'tonari' })).toEqual([]);
    expect(reach({ shopUrl: 'kado-no-mise', api: 'license' })).toEqual(['license']);
  });

  it('is a span of mall time', () => {
    const mall = openMall();
    mall.rms.control.break({ kind: 'refuse', from: NOON + MINUTE, until: NOON + 2 * MINUTE });
    const endings = [0, MINUTE, MINUTE - 1, 1].map((ms) => {
      mall.pass(ms);
      return mall.call('searchOrder', around(NOON)).ending;
    });
    expect(endings).toEqual(['answer', 'refuse', 'refuse', 'answer']);
  });

  it('is a number of calls, or a seeded share of them, and each is counted', () => {
    const endings = (fault: Fault, seed: number) => {
      const mall = openMall({ seed });
      mall.rms.control.break(fault);
      const calls = Array.from({ length: 400 }, () => mall.call('searchOrder', around(NOON)).ending);
      const struck = calls.filter((ending) => ending === 'refuse').length;
      expect(mall.rms.control.faults()[0]?.applied).toBe(struck);
      return { struck, calls };
    };
    expect(endings({ kind: 'refuse', times: 3 }, 1).struck).toBe(3);
    const share = endings({ kind: 'refuse', probability: 0.25 }, 1);
    expect(share.struck).toBeGreaterThan(70);
    expect(share.struck).toBeLessThan(130);
    expect(endings({ kind: 'refuse', probability: 0.25 }, 1).calls).toEqual(share.calls);
    expect(endings({ kind: 'refuse', probability: 0.25 }, 2).calls).not.toEqual(share.calls);
  });

  it('ends when it is mended, one or all', () => {
    const mall = openMall();
    const { control } = mall.rms;
    const [first] = [control.break({ kind: 'slow', delayMs: 5 }), control.break({ kind: 'slow', delayMs: 7 })];
    const delay = () => answered(mall.call('searchOrder', around(NOON))).delayMs;
    expect(delay()).toBe(12);
    control.mend(first);
    expect(delay()).toBe(7);
    control.mend();
    expect(delay()).toBe(0);
    expect(() => control.mend(first)).toThrow('There is no fault fault-1');
  });

  it('must make sense: every problem is named', () => {
    const wrong = { kind: 'storm', probability: 2, writesOnly: true, readsOnly: true, from: 5, until: 1 };
    expect(() => openMall().rms.control.break(wrong as unknown as Fault)).toThrow(
      /kind: got "storm"[\s\S]*writesOnly and readsOnly[\s\S]*probability: got 2[\s\S]*until: got 1/,
    );
    expect(() => openMall().rms.control.break({ kind: 'grey' })).toThrow('never recover');
  });

  it('is refused where a field is misspelt: it would break more than was meant', () => {
    const { rms } = openMall();
    const misspelt = { kind: 'refuse', operation: 'getOrder', writeOnly: true } as Fault;
    expect(() => rms.control.break(misspelt)).toThrow(
      /operation: no such field; there are .*operations[\s\S]*writeOnly: /,
    );
    const text = { kind: 'refuse', operations: 'getOrder' } as unknown as Fault;
    expect(() => rms.control.break(text)).toThrow(/operations: got "getOrder", expected a list of names/);
    expect(rms.control.faults()).toEqual([]);
  });
});

describe('a grey recovery', () => {
  it('fails nearly every call at its start and none at its end, in all of its ways', () => {
    const mall = openMall();
    mall.rms.control.break({ kind: 'grey', recoverOverMs: 4 * HOUR, delayMs: 25_000 });
    const seen = new Set<string>();
    const failures = [0, 1, 2, 3, 4].map((hours) => {
      mall.pass(hours === 0 ? 0 : HOUR);
      const calls = Array.from({ length: 200 }, () => mall.call('searchOrder', around(NOON)));
      const bad = calls.filter((one) => one.ending !== 'answer' || one.status !== 200 || one.delayMs > 0);
      for (const one of bad) seen.add(one.ending === 'answer' ? String(one.status) : one.ending);
      return bad.length / calls.length;
    });
    expect(failures[0]).toBe(1);
    expect(failures[4]).toBe(0);
    expect([...failures].sort((a, b) => b - a)).toEqual(failures);
    expect(failures[2]).toBeGreaterThan(0.35);
    expect(failures[2]).toBeLessThan(0.65);
    expect(seen).toEqual(new Set(['refuse', '503', '200']));
  });
});

describe('a page shift', () => {
  const page = (requestPage: number, more: object = {}) =>
    around(NOON, {
      ...more,
      PaginationRequestModel: {
        requestPage,
        requestRecordsAmount: 10,
        SortModelList: [{ sortColumn: 1, sortDirection: 1 }],
      },
    });
  const twoPages = (mall: ReturnType<typeof openMall>, more: object) =>
    [1, 2].flatMap((n) => mall.ask('searchOrder', page(n, more)).body.orderNumberList as string[]);

  it('lets an older order appear between two pages, so that a row comes twice', () => {
    const mall = openMall();
    const numbers = mall.add(15, { at: { from: NOON - HOUR, to: NOON } });
    mall.rms.control.break({ kind: 'page-shift', shift: 'appear', times: 1 });
    const read = twoPages(mall, {});
    expect(read).toHaveLength(16);
    expect(new Set(read)).toEqual(new Set(numbers));
    expect(mall.rms.control.books().shops[0]?.orders).toHaveLength(16);
    expect(mall.rms.control.faults()[0]?.applied).toBe(1);
  });

  it('lets a row leave the filter between two pages, so that another is missed', () => {
    const mall = openMall();
    const numbers = mall.add(15, { at: { from: NOON - HOUR, to: NOON } });
    mall.rms.control.break({ kind: 'page-shift', shift: 'vanish', times: 1 });
    const read = twoPages(mall, { orderProgressList: [100] });
    expect(read).toHaveLength(14);
    expect(numbers.filter((number) => !read.includes(number))).toHaveLength(1);
  });
});
