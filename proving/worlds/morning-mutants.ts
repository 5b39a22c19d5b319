import type { Mutant } from './mutant.ts';

/** Planted bugs in the morning digest; only worlds with digests can tell. */
export const morningMutants: readonly Mutant[] = [
  {
    name: 'digest-sent-each-run',
    edits: [
      {
        in: 'sendMorning',
        find: 'const mailing = { occasion: occasionOfMorning(merchant.id, day),',
        replace: 'const mailing = { occasion: occasionOfMorning(merchant.id, String(now)),',
      },
    ],
  },
  {
    name: 'held-shop-counted-as-nothing-due',
    edits: [
      {
        in: 'behindSince',
        find: 'return isHeld || importWaits(shop) || now - shop.cursor >= notPolledMs ? shop.cursor : null;',
        replace: 'return isHeld && now < 0 ? shop.cursor : null;',
      },
    ],
  },
  {
    name: 'wished-day-taken-for-the-last',
    edits: [{ in: 'shipByOf', find: 'jstMoment(wishedDay) - dayMs', replace: 'jstMoment(wishedDay)' }],
  },
  {
    name: 'shipped-orders-reminded-of',
    edits: [
      {
        in: 'waitingIn',
        find: 'if (!isWaiting || !lacksParcel(order)) return null;',
        replace: 'if (!isWaiting) return null;',
      },
    ],
  },
  {
    name: 'digest-where-nothing-is-due',
    edits: [
      {
        in: 'morningDigest',
        find: 'if (present.length + unverified === 0) return null;',
        replace: 'if (shops.length + unverified === 0) return null;',
      },
    ],
  },
];
