import type { ListingTerms } from '../../../../core/model/listing.ts';
import { rakuten, type Shelf, yahoo } from './shelf.ts';

/** One moment of an example. `leaves`: what is free of each SKU and what each listing shows, in the order of the columns; null for unknown. */
interface ExampleStep {
  readonly time: string;
  readonly what: string;
  readonly act: (shelf: Shelf, now: number, at: (time: string) => number) => Promise<unknown>;
  readonly leaves: readonly (number | null)[];
}

export interface ExampleListing extends Partial<ListingTerms> {
  readonly title: string;
  readonly sku: string;
}

/** An example with figures, as `docs/concepts/stock-levels.md` shows it. */
export interface Example {
  readonly title: string;
  readonly about: string;
  readonly skus: readonly string[];
  readonly listings: readonly ExampleListing[];
  readonly steps: readonly ExampleStep[];
}

const onBothMalls = (sku: string): ExampleListing[] => [
  { title: 'Rakuten', sku },
  { title: 'Yahoo!', sku },
];

/** Example of plain SKUs; those of sets are in `set-examples.ts`. */
export const examples: readonly Example[] = [
  {
    title: 'A count, a sale, a cancel',
    about: 'What is counted and came in, less what order lines hold. Both malls show it, whichever sold.',
    skus: ['tea'],
    listings: onBothMalls('tea'),
    steps: [
      {
        time: '09:00',
        what: 'People count 10.',
        act: (shelf, now) => shelf.counted('tea', 10, now),
        leaves: [10, 10, 10],
      },
      {
        time: '10:00',
        what: '2 are ordered at Rakuten.',
        act: (shelf, orderedAt) => shelf.ordered({ sku: 'tea', quantity: 2, order: 'R1', orderedAt }),
        leaves: [8, 8, 8],
      },
      {
        time: '11:00',
        what: '5 come in.',
        act: (shelf, now) => shelf.received('tea', 5, now),
        leaves: [13, 13, 13],
      },
      {
        time: '12:00',
        what: 'That order is cancelled.',
        act: (shelf, readAt, at) =>
          shelf.ordered({ sku: 'tea', quantity: 0, order: 'R1', orderedAt: at('10:00'), readAt }),
        leaves: [15, 15, 15],
      },
      {
        time: '13:00',
        what: 'One is found broken.',
        act: (shelf, now) => shelf.adjusted('tea', -1, now),
        leaves: [14, 14, 14],
      },
    ],
  },
  {
    title: 'No count yet',
    about: 'Without a count the level is unknown, and no level is sent to a mall.',
    skus: ['tea'],
    listings: onBothMalls('tea'),
    steps: [
      {
        time: '09:00',
        what: '1 is ordered at Rakuten.',
        act: (shelf, orderedAt) => shelf.ordered({ sku: 'tea', quantity: 1, order: 'R1', orderedAt }),
        leaves: [null, null, null],
      },
      {
        time: '10:00',
        what: '5 come in.',
        act: (shelf, now) => shelf.received('tea', 5, now),
        leaves: [null, null, null],
      },
      {
        time: '11:00',
        what: 'People count 3 that are free.',
        act: (shelf, now) => shelf.counted('tea', 3, now),
        leaves: [3, 3, 3],
      },
    ],
  },
  {
    title: 'Orders that come in after a count',
    about:
      'An order placed before a count is not deducted again. What is cancelled of it later comes back, if we had seen it whole.',
    skus: ['tea'],
    listings: onBothMalls('tea'),
    steps: [
      {
        time: '09:00',
        what: 'People count 10.',
        act: (shelf, now) => shelf.counted('tea', 10, now),
        leaves: [10, 10, 10],
      },
      {
        time: '09:10',
        what: 'An order of 08:50 for 2 is imported.',
        act: (shelf, readAt, at) =>
          shelf.ordered({ sku: 'tea', quantity: 2, order: 'R1', orderedAt: at('08:50'), readAt }),
        leaves: [10, 10, 10],
      },
      {
        time: '09:30',
        what: 'It is cancelled.',
        act: (shelf, readAt, at) =>
          shelf.ordered({ sku: 'tea', quantity: 0, order: 'R1', orderedAt: at('08:50'), readAt }),
        leaves: [12, 12, 12],
      },
      {
        time: '09:40',
        what: 'An order of 08:55 is imported that was cancelled in between: the quantity that it held is unknown.',
        act: (shelf, readAt, at) =>
          shelf.ordered({ sku: 'tea', quantity: 0, order: 'R2', orderedAt: at('08:55'), readAt }),
        leaves: [12, 12, 12],
      },
    ],
  },
  {
    title: 'Cancels before and after a count',
    about: 'A count includes what was cancelled before it. What is cancelled later was not counted as free.',
    skus: ['tea'],
    listings: onBothMalls('tea'),
    steps: [
      {
        time: '08:00',
        what: 'People count 10.',
        act: (shelf, now) => shelf.counted('tea', 10, now),
        leaves: [10, 10, 10],
      },
      {
        time: '08:30',
        what: '2 are ordered at Rakuten, 3 at Yahoo!.',
        act: async (shelf, orderedAt) => {
          await shelf.ordered({ sku: 'tea', quantity: 2, order: 'R1', orderedAt });
          await shelf.ordered({ sku: 'tea', quantity: 3, shop: yahoo, order: 'Y1', orderedAt });
        },
        leaves: [5, 5, 5],
      },
      {
        time: '09:00',
        what: "Rakuten's order is cancelled.",
        act: (shelf, readAt, at) =>
          shelf.ordered({ sku: 'tea', quantity: 0, order: 'R1', orderedAt: at('08:30'), readAt }),
        leaves: [7, 7, 7],
      },
      {
        time: '10:00',
        what: 'People count 6 that are free: one had been lost.',
        act: (shelf, now) => shelf.counted('tea', 6, now),
        leaves: [6, 6, 6],
      },
      {
        time: '11:00',
        what: "Yahoo!'s order is cut down from 3 to 1.",
        act: (shelf, readAt, at) =>
          shelf.ordered({ sku: 'tea', quantity: 1, shop: yahoo, order: 'Y1', orderedAt: at('08:30'), readAt }),
        leaves: [8, 8, 8],
      },
    ],
  },
  {
    title: 'A count that is written down later',
    about:
      'A count speaks of its moment, whenever it is entered. Of two of one moment the one that was written down last counts.',
    skus: ['tea'],
    listings: onBothMalls('tea'),
    steps: [
      {
        time: '09:00',
        what: 'People count 20.',
        act: (shelf, now) => shelf.counted('tea', 20, now),
        leaves: [20, 20, 20],
      },
      {
        time: '11:00',
        what: '2 are ordered at Rakuten.',
        act: (shelf, orderedAt) => shelf.ordered({ sku: 'tea', quantity: 2, order: 'R1', orderedAt }),
        leaves: [18, 18, 18],
      },
      {
        time: '12:00',
        what: 'A count of 10:00 is entered: 12.',
        act: (shelf, writtenAt, at) => shelf.counted('tea', 12, at('10:00'), { id: 'list-1', writtenAt }),
        leaves: [10, 10, 10],
      },
      {
        time: '12:05',
        what: 'It is put right, as a new count of 10:00: 13.',
        act: (shelf, writtenAt, at) => shelf.counted('tea', 13, at('10:00'), { id: 'list-2', writtenAt }),
        leaves: [11, 11, 11],
      },
      {
        time: '12:10',
        what: 'A count of 08:00 is entered: 50. The one of 10:00 is later.',
        act: (shelf, writtenAt, at) => shelf.counted('tea', 50, at('08:00'), { id: 'list-3', writtenAt }),
        leaves: [11, 11, 11],
      },
    ],
  },
  {
    title: 'Buffers, a cap and a floor',
    about:
      "The SKU keeps 2 back (確保在庫). Rakuten's listing keeps 1 more (安全在庫), Yahoo!'s shows 5 at most (上限), the outlet's nothing when fewer than 3 are left (下限).",
    skus: ['tea'],
    listings: [
      { title: 'Rakuten', sku: 'tea', buffer: 1 },
      { title: 'Yahoo!', sku: 'tea', cap: 5 },
      { title: 'outlet', sku: 'tea', floor: 3 },
    ],
    steps: [
      {
        time: '09:00',
        what: 'People count 10.',
        act: async (shelf, now) => {
          await shelf.buffer('tea', 2, now);
          await shelf.counted('tea', 10, now);
        },
        leaves: [10, 7, 5, 8],
      },
      {
        time: '10:00',
        what: '4 are ordered.',
        act: (shelf, orderedAt) => shelf.ordered({ sku: 'tea', quantity: 4, order: 'R1', orderedAt }),
        leaves: [6, 3, 4, 4],
      },
      {
        time: '11:00',
        what: '2 are ordered.',
        act: (shelf, orderedAt) => shelf.ordered({ sku: 'tea', quantity: 2, order: 'R2', orderedAt }),
        leaves: [4, 1, 2, 0],
      },
      {
        time: '12:00',
        what: '2 are ordered.',
        act: (shelf, orderedAt) => shelf.ordered({ sku: 'tea', quantity: 2, order: 'R3', orderedAt }),
        leaves: [2, 0, 0, 0],
      },
    ],
  },
  {
    title: 'The last piece is sold twice',
    about: 'What is free may fall below 0: then the SKU is oversold, and a mall shows 0.',
    skus: ['tea'],
    listings: onBothMalls('tea'),
    steps: [
      {
        time: '09:00',
        what: 'People count 1.',
        act: (shelf, now) => shelf.counted('tea', 1, now),
        leaves: [1, 1, 1],
      },
      {
        time: '10:00',
        what: '1 is ordered at both malls within a second.',
        act: async (shelf, orderedAt) => {
          await shelf.ordered({ sku: 'tea', quantity: 1, shop: rakuten, order: 'R1', orderedAt });
          await shelf.ordered({ sku: 'tea', quantity: 1, shop: yahoo, order: 'Y1', orderedAt: orderedAt + 1_000 });
        },
        leaves: [-1, 0, 0],
      },
      {
        time: '11:00',
        what: '3 come in.',
        act: (shelf, now) => shelf.received('tea', 3, now),
        leaves: [2, 2, 2],
      },
    ],
  },
];
