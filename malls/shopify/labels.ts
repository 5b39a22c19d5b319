import type { MallLabels } from '../labels.ts';
import { at, joined, textAt } from '../sheet.ts';
import { ready } from './progress.ts';

/** Labels of orders of Shopify, one destination each. What is not paid has none, 代金引換 neither: its orders look like those of 銀行振込. */
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
          // Carriers take it as it is dialled in Japan.
          phone: textAt(to, 'phone').replace(/^\+81/, '0'),
        },
      ],
      deliveryDay: null,
      deliveryTime: { kind: 'none' },
      collected: { kind: 'nothing' },
      obstacle: null,
    };
  },
};
