import { describe, expect, it } from 'vitest';
import { moveNothingBody } from '../../../malls/rms/requests.ts';
import { getStockForm, setNothingForm, setStockForm } from '../../../malls/yahoo/stock-api.ts';
import { levelsSetBy } from '../../../simulator/index.ts';
import { simulator as rmsSimulator } from '../../../simulator/rms/index.ts';
import { simulator as yahooSimulator } from '../../../simulator/yahoo/index.ts';

const { stockCallOf: rmsCallOf } = rmsSimulator;
const { stockCallOf: yahooCallOf } = yahooSimulator;

const upsert = '/es/2.0/inventories/bulk-upsert';
const setStock = '/ShoppingWebService/V1/setStock';

/** A call of RMS for some rows. */
const rms = (path: string, ...inventories: readonly object[]) => ({ path, body: JSON.stringify({ inventories }) });
const row = { manageNumber: 'Tea-1', variantId: 'Large', quantity: 3 };

describe('what a call asks of stock, as an observer reads it', () => {
  it('is every level that RMS is to show, by the mall’s key of the item', () => {
    const call = rms(
      upsert,
      { ...row, mode: 'ABSOLUTE' },
      { ...row, variantId: 'small', mode: 'ABSOLUTE', quantity: 0 },
    );
    const levels = new Map([
      ['tea-1/Large', 3],
      ['tea-1/small', 0],
    ]);
    expect(rmsCallOf(call)).toEqual({ kind: 'set', shop: null, levels });
    expect(levelsSetBy(rmsCallOf(call))).toEqual(levels);
  });

  it('is every level that Yahoo is to show, and for whom', () => {
    const form = setStockForm('kado', [
      { item: 'tea:l', level: 12 },
      { item: 'tea', level: 0 },
    ]);
    const levels = new Map([
      ['tea:l', 12],
      ['tea', 0],
    ]);
    expect(yahooCallOf({ path: setStock, body: form })).toEqual({ kind: 'set', shop: 'kado', levels });
    expect(levelsSetBy(yahooCallOf({ path: `${setStock}?x=1`, body: form }))).toEqual(levels);
  });

  it('is no level where it only reads', () => {
    const reads = [
      { call: rmsCallOf(rms('/es/2.0/inventories/bulk-get', row)), item: 'tea-1/Large' },
      {
        call: yahooCallOf({ path: '/ShoppingWebService/V1/getStock', body: getStockForm('kado', ['tea']) }),
        item: 'tea',
      },
    ];
    for (const { item, call } of reads) {
      expect(call).toMatchObject({ kind: 'read', levels: new Map([[item, null]]) });
      expect(levelsSetBy(call)).toBeNull();
    }
  });

  it('is no level where it asks for a change by so many, or for nothing, as probes do', () => {
    expect(levelsSetBy(rmsCallOf(rms(upsert, { ...row, mode: 'RELATIVE' })))).toBeNull();
    expect(levelsSetBy(rmsCallOf({ path: upsert, body: moveNothingBody() }))).toBeNull();
    expect(levelsSetBy(yahooCallOf({ path: setStock, body: setNothingForm('kado', 'tea') }))).toBeNull();
    for (const quantity of ['+3', '-3', '']) {
      const body = new URLSearchParams({
        seller_id: 'kado',
        item_code: 'tea,cup',
        quantity: `${quantity},5`,
      }).toString();
      const call = yahooCallOf({ path: setStock, body });
      expect([...(levelsSetBy(call) ?? [])], quantity).toEqual([['cup', 5]]);
      expect(call?.levels.get('tea')).toBeNull();
    }
  });

  it('is nothing where it asks for something else, or cannot be read', () => {
    for (const callOf of [rmsCallOf, yahooCallOf])
      expect(callOf({ path: '/es/2.0/order/getOrder/', body: '{}' })).toBeNull();
    for (const body of ['{', 'null', '{"inventories":{}}']) expect(rmsCallOf({ path: upsert, body })).toBeNull();
  });
});
