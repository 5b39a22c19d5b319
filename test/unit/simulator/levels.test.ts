import { describe, expect, it } from 'vitest';
import { createAmazon } from '../../../simulator/amazon/index.ts';
import type { LevelChange, SimRequest } from '../../../simulator/index.ts';
import { createRms } from '../../../simulator/rms/index.ts';
import { createYahoo } from '../../../simulator/yahoo/index.ts';

const start = Date.parse('2026-02-02T10:00:00+09:00');
const minute = 60_000;

describe.each(['rms', 'yahoo'] as const)('levels at %s', (mall) => {
  function openMall(skus: number) {
    let now = start;
    const changes: LevelChange[] = [];
    const options = { now: () => now, seed: 1, onLevel: (change: LevelChange) => changes.push(change) };
    const rms = mall === 'rms' ? createRms(options) : null;
    const yahoo = mall === 'yahoo' ? createYahoo(options) : null;
    rms?.control.addShop({ shopUrl: 'one', skus });
    yahoo?.control.addShop({ sellerId: 'one', skus });
    const rows = (): readonly (readonly [string, string])[] =>
      rms === null
        ? (yahoo?.control.books().shops[0]?.stock ?? []).map((row) => [row.itemCode, row.subCode] as const)
        : (rms.control.books().shops[0]?.inventory ?? []).map((row) => [row.manageNumber, row.variantId] as const);
    return {
      changes,
      rows,
      pass: (ms: number) => {
        now += ms;
      },
      control: rms?.control ?? yahoo?.control,
      level: ([one, other]: readonly [string, string]) =>
        rms === null
          ? yahoo?.control.level('one', { itemCode: one, subCode: other })
          : rms.control.level('one', { manageNumber: one, variantId: other }),
      set: ([one, other]: readonly [string, string], quantity: number) =>
        rms === null
          ? yahoo?.control.setStock('one', { itemCode: one, subCode: other, quantity })
          : rms.control.setStock('one', { manageNumber: one, variantId: other, quantity }),
    };
  }

  it.each([1, 10, 30, 52])('a shop sells as many SKUs as it says: %i', (skus) => {
    expect(openMall(skus).rows()).toHaveLength(skus);
  });

  it('what an order takes and what a person sets is reported when the books have it, and can be read', () => {
    const { changes, rows, pass, control, level, set } = openMall(1);
    const names = rows()[0] as [string, string];
    set(names, 9);
    control?.addOrders('one', { count: 1, kind: 'plain', at: start + minute });
    pass(2 * minute);
    const left = level(names) as number;
    expect(left).toBeLessThan(9);
    expect(changes[0]).toEqual({ at: start, shop: 'one', names, level: 9, by: 'person', askedAt: null });
    expect(changes.at(-1)).toEqual({ at: start + minute, shop: 'one', names, level: left, by: 'order', askedAt: null });
  });

  it('gets an order back once: what is edited in it after its cancel moves nothing', () => {
    const { rows, pass, control, level, set } = openMall(1);
    const names = rows()[0] as [string, string];
    set(names, 9);
    const [id = ''] = control?.addOrders('one', { count: 1, kind: 'plain', at: start + minute }) ?? [];
    pass(2 * minute);
    control?.cancelOrder('one', id, { buyer: true });
    pass(2 * minute);
    expect(level(names)).toBe(9);
    control?.editOrder('one', id, { units: { [mall === 'rms' ? 0 : 1]: 0 } });
    control?.editOrder('one', id, { addLine: true });
    expect(level(names)).toBe(9);
  });

  it('an order that was planned ahead takes another item when its own is sold out, and never more than there is', () => {
    const { rows, pass, control, level, set, changes } = openMall(3);
    const [first, second, third] = rows() as [[string, string], [string, string], [string, string]];
    for (const names of [first, second, third]) set(names, names === second ? 600 : 1);
    control?.addOrders('one', { count: 30, kind: 'plain', at: { from: start + minute, to: start + 5 * minute } });
    pass(10 * minute);
    expect([level(first), level(third)]).toEqual([0, 0]);
    expect(level(second)).toBeLessThan(580);
    const after = changes.filter(({ by }) => by === 'order');
    // Nothing that shows 0 is taken again.
    for (const names of [first, third]) {
      const zeros = after.filter((change) => change.names[1] === names[1] && change.names[0] === names[0]);
      expect(zeros.filter((change) => change.level === 0).length).toBeLessThanOrEqual(2);
    }
  });
});

it('a level of Amazon that comes into force after its answer says when it was asked for: it said nothing, and no late one was ever found', () => {
  let now = start;
  const changes: LevelChange[] = [];
  const { control, handle } = createAmazon({ now: () => now, seed: 1, onLevel: (change) => changes.push(change) });
  const { clientId, clientSecret, refreshToken } = control.addShop({ sellerId: 'one', skus: 1 });
  const [{ sellerSku } = { sellerSku: '' }] = control.stock('one');
  const call = (request: Pick<SimRequest, 'method' | 'path' | 'body'>, headers = {}) => {
    const outcome = handle({ headers, ...request });
    return outcome.ending === 'answer' ? JSON.parse(outcome.body) : null;
  };
  const body = `grant_type=refresh_token&client_id=${clientId}&client_secret=${clientSecret}&refresh_token=${encodeURIComponent(refreshToken)}`;
  const { access_token: token } = call(
    { method: 'POST', path: '/auth/o2/token', body },
    { 'content-type': 'application/x-www-form-urlencoded' },
  );
  const value = [{ fulfillment_channel_code: 'DEFAULT', quantity: 3 }];
  const patches = [{ op: 'merge', path: '/attributes/fulfillment_availability', value }];
  const path = `/listings/2021-08-01/items/one/${sellerSku}?marketplaceIds=A1VC38T7YXB528`;
  const patch = { method: 'PATCH', path, body: JSON.stringify({ productType: 'PRODUCT', patches }) };
  expect(call(patch, { 'x-amz-access-token': token })).toMatchObject({ status: 'ACCEPTED' });
  expect(changes).toEqual([]);
  now += minute;
  control.shops();
  const { applyAfterMs } = control.settings().stock;
  const change = { shop: 'one', names: [sellerSku, ''], level: 3, by: 'call' };
  expect(changes).toEqual([{ ...change, at: start + applyAfterMs, askedAt: start }]);
});
