import { dayMs, hourMs, minuteMs } from '../../core/kernel/index.ts';
import {
  keyEnded,
  keyEnding,
  type Letter,
  maintenanceAfter,
  maintenanceAhead,
  maintenanceImport,
  morningDigest,
  outageAllClear,
  outageCorrection,
  outageInterim,
  outageOpened,
  statusDigest,
} from '../../core/mail/index.ts';
import type { ExpiringPart } from '../../core/model/index.ts';
import type { MallMail } from '../../core/ports/index.ts';
import { mallMails } from '../../malls/mall-mails.ts';

const [rms, yahoo] = [mallMails.of('rms'), mallMails.of('yahoo')];

/** The merchant's name in an example, unless one is named. */
export const exampleMerchant = '見本商店';

/** 2 January 2030 03:00 to 05:20 in Japan: not to be mistaken for a real outage. */
const since = Date.parse('2030-01-02T03:00:00+09:00');
const until = Date.parse('2030-01-02T05:20:00+09:00');
const morning = Date.parse('2030-01-02T09:00:00+09:00');
const shops = ['見本商店 一号店', '見本商店 二号店'] as const;

const keyEnd = Date.parse('2030-01-03T23:59:59+09:00');

/** A key that ends on the day after. */
const keyFacts = (merchant: string, mall: MallMail, part: ExpiringPart) => ({
  ...{ merchant, mall, shop: shops[0], expiry: { part, at: keyEnd }, at: morning },
  features: ['import', 'status', 'stock'] as const,
});

const orderNumber = (number: number): string => `000000-20300102-000000000${number}`;

export function exampleLetter(kind: PreviewKind, merchant: string): Letter {
  const everything = ['import', 'status', 'stock'] as const;
  const common = { merchant, mall: rms, since } as const;
  const outage = { ...common, until, capabilities: everything } as const;
  const pushes = { held: 12, confirmed: 12, needMerchant: 0, needOthers: 0, underWay: 0 };
  const stock = { listings: 240, underWay: 0, needMerchant: 0 };
  const clean = { name: shops[0], imported: 12, missing: 0, doubled: 0, caughtUp: true, importedUntil: until };
  const planned = { merchant, mall: rms, from: since + dayMs, to: until + dayMs } as const;
  switch (kind) {
    case 'outage-opened':
      return outageOpened({
        ...{ ...common, capabilities: everything, features: everything },
        shops: shops.map((name) => ({ name, importedUntil: since - minuteMs })),
        heldPushes: 3,
      });
    case 'outage-interim':
      return outageInterim({
        ...{ ...common, capabilities: everything },
        note: 'これは見本の文です。\n実際には担当者が書いた文が入ります。',
      });
    case 'outage-all-clear':
      return outageAllClear({
        ...{ ...outage, pushes, stock, oversold: [] },
        shops: [clean, { ...clean, name: shops[1], imported: 4 }],
      });
    case 'outage-all-clear-open': {
      const open = { ...clean, name: shops[1], imported: null, missing: null, doubled: null };
      const some = { ...pushes, confirmed: 9, needMerchant: 2, underWay: 1 };
      const orders = [5, 4].map((number) => ({ shop: shops[1], orderNumber: orderNumber(number), quantity: 1 }));
      return outageAllClear({
        ...{ ...outage, pushes: some, shops: [{ ...clean, missing: 2 }, open] },
        stock: { ...stock, underWay: 2, needMerchant: 1 },
        oversold: [{ sku: 'MIHON-001', itemName: '見本の商品', lacking: 2, orders }],
      });
    }
    case 'outage-correction': {
      const orderNumbers = [orderNumber(1), orderNumber(2)];
      return outageCorrection({
        ...common,
        until,
        shops: [{ name: shops[0], found: { orderNumbers, count: 2 }, unread: { orderNumbers: [], count: 0 } }],
        unaudited: [shops[1]],
      });
    }
    case 'maintenance-ahead':
      return maintenanceAhead({
        ...{ ...planned, capabilities: everything, features: everything },
        shops: shops.map((name) => ({ name })),
      });
    case 'maintenance-after':
      return maintenanceAfter({
        ...planned,
        open: [maintenanceImport(shops[0], rms, null), maintenanceImport(shops[1], rms, 'key')],
      });
    case 'status-digest':
      return statusDigest({
        merchant,
        at: morning,
        shops: [
          {
            name: shops[0],
            mall: rms,
            failed: [
              { orderNumber: orderNumber(1), kind: 'ship', reason: 'order-cancelled' },
              { orderNumber: orderNumber(2), kind: 'ship', reason: 'order-cancelled' },
              { orderNumber: orderNumber(3), kind: 'confirm', reason: 'amount-unset' },
            ],
            deadlines: [],
          },
          {
            name: shops[1],
            mall: rms,
            failed: [{ orderNumber: orderNumber(4), kind: 'cancel', reason: 'shipping-date-set' }],
            deadlines: [],
          },
        ],
        more: 0,
      });
    case 'status-digest-deadlines': {
      const ends = { kind: 'auto-cancel', at: morning + 2 * dayMs + 5 * hourMs } as const;
      const deadlines = [
        { orderNumber: orderNumber(5), ...ends },
        { orderNumber: orderNumber(6), kind: 'next-day', at: morning + hourMs } as const,
      ];
      return statusDigest({
        merchant,
        at: morning,
        shops: [{ name: shops[0], mall: rms, failed: [], deadlines }],
        more: 0,
      });
    }
    case 'morning-digest': {
      const day = (back: number) => Date.parse('2030-01-02T23:59:59+09:00') - back * dayMs;
      const found = { mall: rms, at: morning - 75 * minuteMs, knowsShipDays: true } as const;
      const mail = morningDigest({
        merchant,
        day: morning,
        shops: [
          {
            ...{ ...found, shopName: shops[0] },
            groups: {
              overdue: { count: 1, orders: [{ orderNumber: orderNumber(1), by: day(1) }] },
              today: { count: 2, orders: [2, 3].map((number) => ({ orderNumber: orderNumber(number), by: day(0) })) },
              card: { count: 1, orders: [{ orderNumber: orderNumber(4), by: day(-6) }] },
              failed: { count: 1, orders: [{ orderNumber: orderNumber(2) }] },
            },
          },
          {
            ...{ ...found, mall: yahoo, shopName: shops[1], behindSince: since },
            groups: { today: { count: 1, orders: [{ orderNumber: 'mihon-10000001', by: day(0) }] } },
          },
        ],
        unread: [],
      });
      if (mail === null) throw new Error('The example has orders.');
      return mail;
    }
    case 'key-ending':
      return keyEnding(keyFacts(merchant, rms, 'licence'));
    case 'key-ending-consent':
      return keyEnding(keyFacts(merchant, yahoo, 'consent'));
    case 'key-ending-public-key':
      return keyEnding(keyFacts(merchant, yahoo, 'public-key'));
    case 'key-ended':
      return keyEnded({ ...keyFacts(merchant, rms, 'licence'), at: keyEnd + 9 * hourMs });
  }
}

/** The mails to merchants as a person names them: the all-clear in its two shapes. */
export const previewKinds = [
  'outage-opened',
  'outage-interim',
  'outage-all-clear',
  'outage-all-clear-open',
  'outage-correction',
  'maintenance-ahead',
  'maintenance-after',
  'status-digest',
  'status-digest-deadlines',
  'morning-digest',
  'key-ending',
  'key-ending-consent',
  'key-ending-public-key',
  'key-ended',
] as const;
export type PreviewKind = (typeof previewKinds)[number];

export const previewKindWords: Readonly<Record<PreviewKind, string>> = {
  'outage-opened': 'an outage has begun and lasts',
  'outage-interim': 'a word in between (ops incidents note)',
  'outage-all-clear': 'it is over, and nothing is open',
  'outage-all-clear-open': 'it is over, and something is left to look at',
  'outage-correction': 'the audit a day later found orders, or could not be made',
  'maintenance-ahead': 'a maintenance comes',
  'maintenance-after': 'it is over, and something is left to look at',
  'status-digest': 'status changes that the mall refused and the merchant must see to',
  'status-digest-deadlines': 'orders that the mall will cancel, or that must leave today',
  'morning-digest': 'orders to ship today, card authorisations that end, what needs attention',
  'key-ending': 'the licence key of a shop at 楽天市場 ends in some days',
  'key-ending-consent': 'the consent of a shop at Yahoo!ショッピング ends',
  'key-ending-public-key': 'its 公開鍵 ends',
  'key-ended': 'the licence key has ended',
};
