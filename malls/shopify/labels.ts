import type { MallLabels } from '../labels.ts';
import { at, joined, textAt } from '../sheet.ts';
import { ready } from './progress.ts';

/** Labels of orders of Shopify, one destination each. 代金引換 cannot be told from other payments: the amount is not known. */
export const shopifyLabels: MallLabels = {
  ready,
  of(order) {
    const to = at(order, 'shippingAddress');
    return {
      destinations: [
        {
          id: null,
          name: joined(' ', textAt(to, 'company'), textAt(to, 'name')),
          zip: textAt(to, 'zip'),
          prefecture: textAt(to, 'province'),
          city: textAt(to, 'city'),
          street: textAt(to, 'address1'),
          building: textAt(to, 'address2'),
          phone: textAt(to, 'phone'),
        },
      ],
      deliveryDay: null,
      deliveryTime: { kind: 'none' },
      collected: { kind: 'nothing' },
      obstacle: null,
    };
  },
};
