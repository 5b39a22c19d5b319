import { expect, it } from 'vitest';
import { simulator } from '../../../../simulator/amazon/index.ts';

const items = '/listings/2021-08-01/items/A1';

it('a search for SKUs reads those that it names: an observer at the API took it for no call of stock', () => {
  const path = `${items}?marketplaceIds=A1VC38T7YXB528&identifiersType=SKU&identifiers=kome-0005,t-red-m&pageSize=2`;
  expect(simulator.stockCallOf({ path, body: '' })).toEqual({
    kind: 'read',
    shop: 'A1',
    levels: new Map([
      ['kome-0005', null],
      ['t-red-m', null],
    ]),
  });
  expect(simulator.stockCallOf({ path: `${items}?marketplaceIds=A1VC38T7YXB528`, body: '' })).toBeNull();
});
