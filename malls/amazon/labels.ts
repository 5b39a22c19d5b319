import type { MallLabels } from '../labels.ts';
import { at, joined, textAt } from '../sheet.ts';

/** Labels of orders of Amazon: UNSHIPPED, which are paid, one destination each. */
export const amazonLabels: MallLabels = {
  ready: ['UNSHIPPED', 'PARTIALLY_SHIPPED'],
  of(order) {
    const to = at(order, 'recipient', 'deliveryAddress');
    return {
      destinations: [
        {
          id: null,
          name: joined(' ', textAt(to, 'companyName'), textAt(to, 'name')),
          zip: textAt(to, 'postalCode'),
          prefecture: textAt(to, 'stateOrRegion'),
          city: joined('', textAt(to, 'city'), textAt(to, 'districtOrCounty')),
          street: textAt(to, 'addressLine1'),
          building: joined(' ', textAt(to, 'addressLine2'), textAt(to, 'addressLine3')),
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
