import { describe, expect, it } from 'vitest';
import { figuresOf, newlyLeft, type ShopAudit } from '../../../../core/model/audit.ts';

const rows = (left: number, ...leftIn: string[]) => ({ left, leftIn });

describe('surplus rows that an earlier audit had not named', () => {
  it.each([
    ['none where none stay', null, rows(1, 'a'), rows(0)],
    ['all after an audit that was not made', rows(3, 'a', 'b'), null, rows(3, 'a', 'b')],
    ['all where others stayed then', rows(3, 'a', 'b'), rows(1, 'c'), rows(3, 'a', 'b')],
    ['none where the same stay', rows(2, 'a', 'b'), rows(2, 'a', 'b'), rows(0)],
    ['none where fewer stay', rows(1, 'a'), rows(2, 'a', 'b'), rows(0)],
    ['those of the other orders', rows(4, 'a', 'b'), rows(1, 'a'), rows(3, 'b')],
    ['those of an order that has come for one that is gone', rows(2, 'a', 'b'), rows(2, 'a', 'c'), rows(1, 'b')],
    ['what an order has more of', rows(2, 'a'), rows(1, 'a'), rows(1, 'a')],
  ])('are %s', (_, now, before, expected) => {
    expect(newlyLeft(now, before)).toEqual(expected);
  });
});

describe('the figures of an audit', () => {
  const audit = (shop: ShopAudit['shop'], left: number): ShopAudit => ({
    ...{ audit: 'a', shop, from: 1, to: 2, at: 3 },
    result: {
      ...{ kind: 'audited', atMall: 4, placed: 4, missing: [], missingCount: 0, unread: [], unreadCount: 0 },
      ...{ doubled: ['1-1'], doubledCount: 3, surplus: { rows: 2, left, leftIn: [] } },
    },
  });

  it('sum surplus rows up, and those that stay by themselves', () => {
    const audits = [audit('rms#a', 1), audit('rms#b', 0), audit('rms#gone', 2)];
    const figures = figuresOf(['rms#a', 'rms#b', 'rms#c'], audits);
    expect(figures).toMatchObject({ shops: 3, audited: 2, doubled: 6, surplusRows: 4, surplusLeft: 1 });
  });

  it('name none where there are none', () => {
    const result: ShopAudit['result'] = { ...audit('rms#a', 0).result, doubledCount: 0 } as ShopAudit['result'];
    const none = {
      ...audit('rms#a', 0),
      result: { ...result, surplus: { rows: 0, left: 0, leftIn: [] } },
    } as ShopAudit;
    expect(figuresOf(['rms#a'], [none])).not.toHaveProperty('surplusRows');
  });
});
