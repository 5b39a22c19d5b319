import { describe, expect, it } from 'vitest';
import { rmsTraits } from '../../../malls/rms/traits.ts';
import { yahooTraits } from '../../../malls/yahoo/traits.ts';
import { orderModelOf } from './rms/order-model.ts';

const rmsOrder = JSON.stringify(
  orderModelOf('502763-20261124-0000000001', { items: [{}, { itemName: '泉州タオル' }] }),
);
const yahooOrder = JSON.stringify({
  Item: [{ LineId: '1', Title: '煎茶' }, { LineId: '2', Title: '抹茶' }, { LineId: '3' }],
});

describe('what a line of an order is called', () => {
  it('is 商品名 of 楽天', () => {
    expect(rmsTraits.itemNameIn(rmsOrder, '8800001')).toBe('今治タオル');
    expect(rmsTraits.itemNameIn(rmsOrder, '8800002')).toBe('泉州タオル');
    expect(rmsTraits.itemNameIn(rmsTraits.redactOriginal(rmsOrder), '8800002')).toBe('泉州タオル');
  });

  it('is the title at Yahoo!ショッピング', () => {
    expect(yahooTraits.itemNameIn(yahooOrder, '2')).toBe('抹茶');
    expect(yahooTraits.itemNameIn(yahooTraits.redactOriginal(yahooOrder), '2')).toBe('抹茶');
  });

  it('is not known of a line that is none or has no name, nor where the original is no order', () => {
    expect(rmsTraits.itemNameIn(rmsOrder, '9')).toBeNull();
    expect(yahooTraits.itemNameIn(yahooOrder, '3')).toBeNull();
    for (const traits of [rmsTraits, yahooTraits]) {
      for (const original of ['', '{', '{}', '[]', 'null', '{"Item":null,"PackageModelList":null}']) {
        expect(traits.itemNameIn(original, '1')).toBeNull();
      }
    }
  });
});
