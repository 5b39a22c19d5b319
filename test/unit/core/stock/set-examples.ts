import type { Example } from './examples.ts';
import { rakuten, yahoo } from './shelf.ts';

/** Examples of set products, as `docs/concepts/stock-levels.md` shows them. */
export const setExamples: readonly Example[] = [
  {
    title: 'A set of three, sold on two malls at once',
    about: 'A box takes 1 cup, 2 teas and 3 sweets. Both malls sell boxes, and Yahoo! sells tea by itself, too.',
    skus: ['cup', 'tea', 'sweet', 'box'],
    listings: [
      { title: 'Rakuten: box', sku: 'box' },
      { title: 'Yahoo!: box', sku: 'box' },
      { title: 'Yahoo!: tea', sku: 'tea' },
    ],
    steps: [
      {
        time: '09:00',
        what: 'People count 5 cups and 9 teas. The sweets have not been counted.',
        act: async (shelf, now) => {
          await shelf.set('box', { cup: 1, tea: 2, sweet: 3 }, now);
          await shelf.counted('cup', 5, now);
          await shelf.counted('tea', 9, now);
        },
        leaves: [5, 9, null, null, null, null, 9],
      },
      {
        time: '09:30',
        what: 'They count 12 sweets. The teas are enough for 4 boxes, and so are the sweets.',
        act: (shelf, now) => shelf.counted('sweet', 12, now),
        leaves: [5, 9, 12, 4, 4, 4, 9],
      },
      {
        time: '10:00',
        what: '1 box is ordered at each mall in the same second.',
        act: async (shelf, orderedAt) => {
          await shelf.ordered({ sku: 'box', quantity: 1, shop: rakuten, order: 'R1', orderedAt });
          await shelf.ordered({ sku: 'box', quantity: 1, shop: yahoo, order: 'Y1', orderedAt });
        },
        leaves: [3, 5, 6, 2, 2, 2, 5],
      },
      {
        time: '11:00',
        what: '2 teas are to be kept back. Of the other 3 one box can be made.',
        act: (shelf, now) => shelf.buffer('tea', 2, now),
        leaves: [3, 5, 6, 1, 1, 1, 3],
      },
      {
        time: '12:00',
        what: '1 box is to be kept back.',
        act: (shelf, now) => shelf.buffer('box', 1, now),
        leaves: [3, 5, 6, 1, 0, 0, 3],
      },
      {
        time: '13:00',
        what: '2 teas are ordered by themselves at Yahoo!.',
        act: (shelf, orderedAt) => shelf.ordered({ sku: 'tea', quantity: 2, shop: yahoo, order: 'Y2', orderedAt }),
        leaves: [3, 3, 6, 0, 0, 0, 1],
      },
      {
        time: '14:00',
        what: 'The box ordered at Rakuten is cancelled.',
        act: (shelf, readAt, at) =>
          shelf.ordered({ sku: 'box', quantity: 0, order: 'R1', orderedAt: at('10:00'), readAt }),
        leaves: [4, 5, 9, 1, 0, 0, 3],
      },
      {
        time: '15:00',
        what: 'People count 0 cups. One box is ordered all the same: a set never falls below 0, its parts do.',
        act: async (shelf, now) => {
          await shelf.counted('cup', 0, now);
          await shelf.ordered({ sku: 'box', quantity: 1, order: 'R2', orderedAt: now + 1_000 });
        },
        leaves: [-1, 3, 6, 0, 0, 0, 1],
      },
    ],
  },
  {
    title: 'A recipe that changes',
    about:
      'An order draws by the recipe that was in force when it was placed, whenever it comes in, and gives back the same. Of two of one moment the one that was written down last counts.',
    skus: ['tea', 'box'],
    listings: [{ title: 'Rakuten: box', sku: 'box' }],
    steps: [
      {
        time: '09:00',
        what: 'A box takes 2 teas. People count 10 teas.',
        act: async (shelf, now) => {
          await shelf.set('box', { tea: 2 }, now);
          await shelf.counted('tea', 10, now);
        },
        leaves: [10, 5, 5],
      },
      {
        time: '09:30',
        what: '1 box is ordered.',
        act: (shelf, orderedAt) => shelf.ordered({ sku: 'box', quantity: 1, order: 'R1', orderedAt }),
        leaves: [8, 4, 4],
      },
      {
        time: '10:00',
        what: 'From now on a box takes 3 teas.',
        act: (shelf, now) => shelf.set('box', { tea: 3 }, now),
        leaves: [8, 2, 2],
      },
      {
        time: '10:30',
        what: '1 box is ordered.',
        act: (shelf, orderedAt) => shelf.ordered({ sku: 'box', quantity: 1, order: 'R2', orderedAt }),
        leaves: [5, 1, 1],
      },
      {
        time: '11:00',
        what: 'An order of 09:45 for 1 box is imported.',
        act: (shelf, readAt, at) =>
          shelf.ordered({ sku: 'box', quantity: 1, order: 'R3', orderedAt: at('09:45'), readAt }),
        leaves: [3, 1, 1],
      },
      {
        time: '11:30',
        what: 'The order of 09:30 is cancelled.',
        act: (shelf, readAt, at) =>
          shelf.ordered({ sku: 'box', quantity: 0, order: 'R1', orderedAt: at('09:30'), readAt }),
        leaves: [5, 1, 1],
      },
    ],
  },
];
