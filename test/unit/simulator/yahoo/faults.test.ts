import { describe, expect, it } from 'vitest';
import type { SimOutcome } from '../../../../simulator/index.ts';
import { simulator, type YahooFault } from '../../../../simulator/yahoo/index.ts';
import { answered, answerOf, around, compact, HOUR, MINUTE, NOON, openMall, SELLER } from './mall.ts';

/** A shop under a fault, a write of the stock, and whether that was carried out. */
function writing(fault: YahooFault) {
  const mall = openMall();
  mall.token();
  mall.control.break({ operations: ['setStock'], ...fault });
  return {
    mall,
    call: (): SimOutcome => mall.call('setStock', `seller_id=${SELLER}&item_code=kome-0005&quantity=7`),
    isWritten: () => mall.row('kome-0005')?.quantity === 7,
  };
}

const ENDING = [
  ['refuse', 'refuse', false],
  ['timeout-before', 'hang', false],
  ['timeout-after', 'hang', true],
  ['apply-later', 'hang', false],
  ['reset', 'reset', true],
] as const;
const ANSWERING = [
  ['server-error-xml', 503, false],
  ['server-error-html', 503, false],
  ['bad-gateway', 502, false],
  ['gateway-timeout', 504, false],
  ['html-200', 200, false],
  ['all-well', 200, false],
  ['maintenance', 503, false],
  ['system-error', 500, false],
  ['refusal', 400, false],
  ['throttle', 403, false],
  ['auth-flap', 401, false],
  ['busy', 400, false],
  ['lost-write', 200, false],
  ['slow', 200, true],
  ['reread-failed', 207, true],
  ['new-code', 400, false],
] as const;

describe('a broken mall', () => {
  it.each(ENDING)('ends a call under %s in %s; carried out: %s', (kind, ending, carriedOut) => {
    const { call, isWritten } = writing({ kind });
    expect(call().ending).toBe(ending);
    expect(isWritten()).toBe(carriedOut);
  });

  it.each(ANSWERING)('answers a call under %s with %i; carried out: %s', (kind, status, carriedOut) => {
    const { mall, call, isWritten } = writing({ kind });
    expect(answered(call()).status).toBe(status);
    expect(isWritten()).toBe(carriedOut);
    expect(mall.control.faults()[0]?.applied).toBe(1);
  });

  it('has every kind of fault in one of these tests', () => {
    const others = ['grey', 'page-shift', 'stock-link-error', 'cancel-later', 'volume-cap'];
    const tested = [...ENDING, ...ANSWERING].map(([kind]): string => kind);
    expect([...simulator.faultKinds].sort()).toEqual([...tested, ...others].sort());
  });

  it('carries a call out after its caller gave up, a minute later or when the fault says', () => {
    const { mall, call, isWritten } = writing({ kind: 'apply-later', applyAfterMs: 3 * MINUTE, times: 1 });
    call();
    mall.pass(3 * MINUTE - 1);
    expect(isWritten()).toBe(false);
    mall.pass(1);
    expect(isWritten()).toBe(true);
  });

  it('lets a late relative write meet what was written in between', () => {
    const mall = openMall();
    mall.control.break({ kind: 'apply-later', api: 'stock', times: 1 });
    mall.call('setStock', `seller_id=${SELLER}&item_code=kome-0005&quantity=-1`);
    mall.stock('setStock', { item_code: 'kome-0005', quantity: '50' });
    mall.pass(MINUTE);
    expect(mall.row('kome-0005')?.quantity).toBe(49);
  });

  it('sends half of a body before the connection breaks', () => {
    const outcome = writing({ kind: 'reset' }).call();
    if (outcome.ending !== 'reset') throw new Error(`ended in ${outcome.ending}`);
    expect(outcome.body.length).toBeGreaterThan(10);
    expect(outcome.body.length).toBeLessThan(outcome.fullLength);
  });

  it('answers an error to a call it carried out, where the fault says so', () => {
    const { call, isWritten } = writing({ kind: 'gateway-timeout', applied: true });
    expect(answered(call()).status).toBe(504);
    expect(isWritten()).toBe(true);
  });

  it('speaks XML, a page for people, or the codes of each API', () => {
    const said = (kind: YahooFault['kind'], operation: 'orderList' | 'setStock') => {
      const mall = openMall();
      mall.token();
      mall.control.break({ kind, operations: [operation] });
      const answer =
        operation === 'setStock' ? mall.stock('setStock', { item_code: 'a', quantity: '1' }) : mall.list('');
      return answer.at('Code') ?? answer.at('Message') ?? answer.root.name;
    };
    expect(said('server-error-xml', 'orderList')).toBe('Service Unavailable');
    expect(said('html-200', 'orderList')).toBe('no XML');
    expect(said('maintenance', 'setStock')).toBe('ed-00002');
    expect(said('maintenance', 'orderList')).toBe('Service Unavailable');
    expect(said('system-error', 'setStock')).toBe('ed-00001');
    expect(said('system-error', 'orderList')).toBe('od91001');
    expect(said('busy', 'setStock')).toBe('ed-00006');
    expect(said('volume-cap', 'orderList')).toBe('od90166');
    expect(said('volume-cap', 'setStock')).not.toBe('od90166');
    expect(said('throttle', 'orderList')).toBe('Your Request was Forbidden');
  });

  it('says 207 and ed-10002 of a write it made and could not read back', () => {
    const answer = answerOf(writing({ kind: 'reread-failed' }).call());
    expect([answer.at('Result/ErrorCode'), answer.at('Result/Quantity')]).toEqual(['ed-10002', null]);
  });

  it('answers slowly after the time the fault names', () => {
    expect(answered(writing({ kind: 'slow', delayMs: 45_000 }).call()).delayMs).toBe(45_000);
  });

  it('can keep a client from its tokens, all or those of one shop', () => {
    const mall = openMall();
    mall.control.break({ kind: 'server-error-html', api: 'token', shopUrl: 'tonari' });
    expect(() => mall.token()).not.toThrow();
    mall.control.break({ kind: 'server-error-html', api: 'token', shopUrl: SELLER });
    expect(() => mall.token()).toThrow();
  });
});

describe('a cancel that goes wrong inside the mall', () => {
  const cancelling = (kind: 'stock-link-error' | 'cancel-later') => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1, { lines: [{ itemCode: 'kome-0005', units: 3 }] });
    mall.control.break({ kind, applyAfterMs: MINUTE });
    const order = '<Order><OrderStatus>4</OrderStatus><CancelReason>100</CancelReason></Order>';
    return { mall, id, cancel: () => mall.change('orderStatusChange', id, order, 'false') };
  };

  it('is made without its stock, with the lines in the warning', () => {
    const { mall, id, cancel } = cancelling('stock-link-error');
    const answer = cancel();
    expect([answer.at('Result/Warning/Code'), answer.at('Result/Warning/Detail')]).toEqual(['od91130', '1']);
    expect(mall.control.order(id)?.orderStatus).toBe(4);
    expect(mall.row('kome-0005')?.quantity).toBe(97);
  });

  it('goes wrong once where the fault says so, and the next one is whole', () => {
    const { mall } = cancelling('stock-link-error');
    mall.control.mend();
    mall.control.break({ kind: 'stock-link-error', times: 1 });
    const codes = mall.addSettled(2, { lines: [{ itemCode: 'sencha-0880', units: 2 }] }).map((id) => {
      const order = '<Order><OrderStatus>4</OrderStatus><CancelReason>100</CancelReason></Order>';
      return mall.change('orderStatusChange', id, order, 'false').at('Result/Warning/Code');
    });
    expect(codes[0]).toBe('od91130');
    expect(codes[1]).not.toBe('od91130');
    expect(mall.row('sencha-0880')?.quantity).toBe(98);
  });

  it('is made some time after its answer', () => {
    const { mall, id, cancel } = cancelling('cancel-later');
    expect(cancel().at('Result/Warning/Code')).toBe('od91704');
    expect(mall.control.order(id)?.orderStatus).toBe(2);
    mall.pass(MINUTE);
    expect(mall.control.order(id)?.orderStatus).toBe(4);
  });

  it('leaves other calls alone, and is not counted for them', () => {
    const { mall, id } = cancelling('stock-link-error');
    expect(
      mall.change('orderStatusChange', id, '<Order><OrderStatus>3</OrderStatus></Order>').at('Result/Status'),
    ).toBe('OK');
    expect(mall.info(id).status).toBe(200);
    expect(mall.control.faults()[0]?.applied).toBe(0);
  });
});

describe('what a fault concerns', () => {
  const reach = (fault: Omit<YahooFault, 'kind'>) => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1);
    mall.token();
    mall.stock('getStock', { item_code: 'kome-0005' });
    mall.control.break({ kind: 'server-error-html', ...fault });
    const hit = {
      orderList: mall.list(around(NOON)).status,
      orderInfo: mall.info(id).status,
      orderStatusChange: mall.change('orderStatusChange', id, '<Order><OrderStatus>3</OrderStatus></Order>').status,
      getStock: mall.stock('getStock', { item_code: 'kome-0005' }).status,
      setStock: mall.stock('setStock', { item_code: 'kome-0005', quantity: '1' }).status,
    };
    return Object.entries(hit).flatMap(([name, status]) => (status === 503 ? [name] : []));
  };

  it('is everything, or one API, or some operations, or writes, or reads, or one shop', () => {
    expect(reach({})).toEqual(['orderList', 'orderInfo', 'orderStatusChange', 'getStock', 'setStock']);
    expect(reach({ api: 'stock' })).toEqual(['getStock', 'setStock']);
    expect(reach({ api: 'order' })).toEqual(['orderList', 'orderInfo', 'orderStatusChange']);
    expect(reach({ operations: ['orderInfo', 'setStock'] })).toEqual(['orderInfo', 'setStock']);
    expect(reach({ writesOnly: true })).toEqual(['orderStatusChange', 'setStock']);
    expect(reach({ readsOnly: true })).toEqual(['orderList', 'orderInfo', 'getStock']);
    expect(reach({ shopUrl: 'tonari' })).toEqual([]);
    expect(reach({ shopUrl: SELLER, api: 'stock' })).toEqual(['getStock', 'setStock']);
  });

  it('is a night: the stock API is away from 21:00 to 09:00 while orders come and go', () => {
    const mall = openMall();
    mall.control.break({ kind: 'maintenance', api: 'stock', from: NOON + 9 * HOUR, until: NOON + 21 * HOUR });
    const statuses = [0, 9, 12].map((hours) => {
      mall.pass(hours * HOUR);
      return [mall.stock('getStock', { item_code: 'kome-0005' }).status, mall.list(around(NOON)).status];
    });
    expect(statuses).toEqual([
      [200, 200],
      [503, 200],
      [200, 200],
    ]);
  });

  it('must make sense: every problem is named, and kinds of another mall are none', () => {
    const wrong = { kind: 'server-error-json', probability: 2, from: 5, until: 1 };
    expect(() => openMall().control.break(wrong as unknown as YahooFault)).toThrow(
      /kind: got "server-error-json"[\s\S]*probability: got 2[\s\S]*until: got 1/,
    );
  });

  it('ends when it is mended', () => {
    const mall = openMall();
    const id = mall.control.break({ kind: 'slow', delayMs: 5, api: 'stock' });
    const delay = () => answered(mall.call('getStock', '')).delayMs;
    expect(delay()).toBe(5);
    mall.control.mend(id);
    expect(delay()).toBe(0);
    expect(() => mall.control.mend(id)).toThrow('There is no fault fault-1');
  });
});

describe('a grey recovery', () => {
  it('fails nearly every call at its start and none at its end, in all of its ways', () => {
    const mall = openMall();
    const call = () => mall.call('getStock', `seller_id=${SELLER}&item_code=kome-0005`);
    mall.control.break({ kind: 'grey', recoverOverMs: 4 * HOUR, delayMs: 25_000, api: 'stock' });
    const seen = new Set<string>();
    const failures = [0, 1, 2, 3, 4].map((hours) => {
      mall.pass(hours === 0 ? 0 : HOUR);
      const calls = Array.from({ length: 200 }, call);
      const bad = calls.filter((one) => one.ending !== 'answer' || one.status !== 200 || one.delayMs > 0);
      for (const one of bad) seen.add(one.ending === 'answer' ? String(one.status) : one.ending);
      return bad.length / calls.length;
    });
    expect([failures[0], failures[4]]).toEqual([1, 0]);
    expect([...failures].sort((a, b) => b - a)).toEqual(failures);
    expect(seen).toEqual(new Set(['refuse', '502', '503', '200']));
  });
});

describe('a page shift', () => {
  const twoPages = (mall: ReturnType<typeof openMall>, conditions: string) =>
    [1, 11].flatMap((start) =>
      mall
        .list(conditions, { search: `<Start>${start}</Start>` })
        .all('Search/OrderInfo/OrderId')
        .map((one) => one.text),
    );

  it('lets an older order appear between two pages, so that a row comes twice', () => {
    const mall = openMall();
    const ids = mall.addSettled(15, { at: { from: NOON - 3 * HOUR, to: NOON - HOUR } });
    mall.control.break({ kind: 'page-shift', shift: 'appear', times: 1 });
    const read = twoPages(mall, around(NOON));
    expect(read).toHaveLength(16);
    expect(new Set(read)).toEqual(new Set(ids));
    expect(mall.control.books().shops[0]?.orders).toHaveLength(16);
    expect(mall.control.faults()[0]?.applied).toBe(1);
  });

  it.each(['', '<OrderStatus>2</OrderStatus>'])(
    'lets a row vanish between two pages with %j, so that another is missed',
    (more) => {
      const mall = openMall();
      const ids = mall.addSettled(15, { at: { from: NOON - 3 * HOUR, to: NOON - HOUR } });
      mall.control.break({ kind: 'page-shift', shift: 'vanish', times: 1 });
      const read = twoPages(mall, around(NOON, more));
      expect(read).toHaveLength(14);
      expect(ids.filter((id) => !read.includes(id))).toHaveLength(1);
    },
  );

  it('touches no first page and no other call', () => {
    const mall = openMall();
    mall.addSettled(3);
    mall.control.break({ kind: 'page-shift' });
    mall.list(`<OrderTimeFrom>${compact(NOON - HOUR)}</OrderTimeFrom>`);
    mall.stock('getStock', { item_code: 'kome-0005' });
    expect(mall.control.faults()[0]?.applied).toBe(0);
  });
});
