import { describe, expect, it } from 'vitest';
import { MINUTE, type openMall, SELLER } from './mall.ts';
import { RICE, reason, status, withRice } from './one-order.ts';

describe('orderSplit', () => {
  const part = (splitId: number, items: string) =>
    `<Order><SplitId>${splitId}</SplitId><Detail><PayCharge>0</PayCharge><ShipCharge>500</ShipCharge><GiftWrapCharge>0</GiftWrapCharge>` +
    `<Discount>0</Discount><UsePoint>0</UsePoint></Detail>${items}</Order>`;
  const item = (lineId: number, units: number) =>
    `<Item><LineId>${lineId}</LineId><Quantity>${units}</Quantity></Item>`;
  const TWO = [...RICE, { itemCode: 'tsya-2201', subCode: 's-nv', units: 1 }];
  const split = (options: Parameters<typeof openMall>[0] = {}) => {
    const { mall, id, truth } = withRice(options, { lines: TWO });
    const answer = mall.change('orderSplit', id, part(1, item(1, 1)) + part(2, item(1, 2) + item(2, 1)));
    const children = answer.all('Result/OrderInfo/OrderId').map((one) => one.text);
    return { mall, id, truth, answer, children };
  };

  it('answers two new numbers; the order stays, marked as split, with all its lines', () => {
    const { mall, id, truth, answer, children } = split();
    expect(answer.at('Result/Status')).toBe('OK');
    expect(children).toHaveLength(2);
    expect(truth()).toMatchObject({ childOrderIds: children, orderStatus: 2 });
    expect(truth()?.lines).toHaveLength(2);
    const shown = children.map((child) => {
      const one = mall.info(child, 'ParentOrderId,IsSplit,OrderTime,ShipCharge');
      return ['ParentOrderId', 'IsSplit', 'Detail/ShipCharge'].map((path) => one.at(`Result/OrderInfo/${path}`));
    });
    expect(shown).toEqual([
      [id, 'false', '500'],
      [id, 'false', '500'],
    ]);
    const original = mall.list(`<OrderId>${children[0]}</OrderId>`, { fields: 'OriginalOrderId' });
    expect(original.at('Search/OrderInfo/OriginalOrderId')).toBe(id);
    expect(mall.info(id, 'IsSplit').at('Result/OrderInfo/IsSplit')).toBe('true');
    expect(children.map((child) => mall.control.order(child)?.lines.map((line) => line.units))).toEqual([[1], [2, 1]]);
  });

  it('takes nothing from the stock again, and a cancel of a part gives back that part', () => {
    const { mall, children } = split();
    expect(mall.row('kome-0005')?.quantity).toBe(97);
    status(mall, children[1] ?? '', '4', reason('100'));
    expect([mall.row('kome-0005')?.quantity, mall.row('tsya-2201:s-nv')?.quantity]).toEqual([99, 100]);
  });

  it('cancelling what was split gives back nothing: its parts hold it', () => {
    const { mall, id } = split();
    status(mall, id, '4', reason('100'));
    expect(mall.control.order(id)?.orderStatus).toBe(4);
    expect(mall.row('kome-0005')?.quantity).toBe(97);
    const other = split({ settings: { split: { original: 'cancelled' } } });
    expect(other.mall.control.order(other.id)?.orderStatus).toBe(4);
    expect(other.mall.row('kome-0005')?.quantity).toBe(97);
  });

  it('editing what was split moves no stock: its parts hold it', () => {
    const { mall, id, children } = split();
    mall.control.editOrder(SELLER, id, { units: { 1: 1 }, removeLine: 2 });
    expect([mall.row('kome-0005')?.quantity, mall.row('tsya-2201:s-nv')?.quantity]).toEqual([97, 99]);
    mall.control.editOrder(SELLER, children[1] ?? '', { removeLine: 2 });
    expect(mall.row('tsya-2201:s-nv')?.quantity).toBe(100);
  });

  it.each([
    ['parts', ['', 'both', 'both']],
    ['source', ['both', '', '']],
    ['nowhere', ['', '', '']],
  ] as const)('names both parts, with a comma between them, at the %s', (childIds, wanted) => {
    const { mall, id, children } = split({ settings: { split: { childIds } } });
    const named = [id, ...children].map((one) => mall.info(one, 'ChildOrderId').at('Result/OrderInfo/ChildOrderId'));
    expect(named.map((text) => (text === children.join(',') ? 'both' : (text ?? '')))).toEqual(wanted);
  });

  it('makes the parts public now, or leaves them the moment of the order, as the settings say', () => {
    const at = (publication: 'now' | 'original') => {
      const { mall, children } = split({ settings: { split: { publication } } });
      return ((mall.control.order(children[0] ?? '')?.publicationTimeMs ?? 0) - mall.now()) / MINUTE;
    };
    expect([at('now'), at('original')]).toEqual([0, -60]);
  });

  it.each([
    ['one part', part(1, item(1, 3) + item(2, 1))],
    ['units that are missing', part(1, item(1, 1)) + part(2, item(2, 1))],
    ['a part with nothing in it', part(1, item(1, 3) + item(2, 1)) + part(2, '')],
    ['a line that is none', part(1, item(1, 1)) + part(2, item(1, 2) + item(2, 1) + item(9, 1))],
  ])('refuses %s', (_, parts) => {
    const { mall, id, truth } = withRice({}, { lines: TWO });
    expect(mall.change('orderSplit', id, parts).status).toBe(400);
    expect(truth()?.childOrderIds).toEqual([]);
  });

  it('splits an order once', () => {
    const { mall, id } = split();
    expect(mall.change('orderSplit', id, part(1, item(1, 1)) + part(2, item(1, 2) + item(2, 1))).status).toBe(400);
  });
});
