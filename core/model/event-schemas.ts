import { exactly, type JsonSchema, list, object, optional, type Shape, text, whole } from '../kernel/index.ts';
import { newsShapes } from './news.ts';
import type { MallName } from './shop.ts';
import { quantityMax } from './sku.ts';
import { statusRequest } from './status-request.ts';

const forms = {
  merchant: { pattern: /^[A-Za-z0-9_-]{1,60}$/, wanted: 'the id of a merchant: up to 60 letters, digits, "-" and "_"' },
  by: { pattern: /^[^\p{Cc}\p{Cs}]{1,100}$/u, wanted: 'who reports it, in up to 100 characters' },
  sku: { pattern: /^[^\p{Cc}\p{Cs}]{1,200}$/u, wanted: 'a SKU of up to 200 characters' },
  at: {
    pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/,
    wanted: 'a moment with its offset such as "2026-11-24T14:00:00+09:00"',
  },
} as const;

export const skuForm = forms.sku;

const itemsMax = 100;

const movements = (from: number) =>
  object(
    {
      format: exactly(1),
      merchant: text(forms.merchant),
      by: text(forms.by),
      items: list(
        object({
          sku: text(forms.sku),
          quantity: whole({ from, to: quantityMax }),
          at: optional(text(forms.at, (at) => (Number.isNaN(Date.parse(at)) ? 'there is no such moment.' : null))),
        }),
        itemsMax,
      ),
    },
    ['format', 'merchant', 'items', 'by'],
  );

export const movementReports = {
  StockCounted: movements(0),
  StockReceived: movements(0),
  StockAdjusted: movements(-quantityMax),
} as const;

/** An event in `docs/events/`: shape, purpose, and fields by path (of a list, its entries'). */
interface Described {
  readonly shape: Shape<unknown>;
  readonly about: string;
  readonly fields: Readonly<Record<string, string>>;
}

const key = 'The shop\'s key: mall, "#", the mall\'s own name of the shop.';
const mayGrow = 'Further fields may be added.';
const mayGrowWords = 'Further fields and words may be added.';

const news = (
  kind: keyof typeof newsShapes,
  says: string,
  fields: Described['fields'],
): readonly [string, Described] => {
  const about = `The detail of an event that reports ${says}`;
  return [
    kind,
    { shape: newsShapes[kind], about, fields: { id: 'The same for every repeat of this event.', ...fields } },
  ];
};
const wanted = (what: string, one: string): string =>
  `The detail of an event by which a program ${what}. Put it on the bus with any source but tsunagi. The same event twice is one ${one}.`;
const report = (kind: keyof typeof movementReports, how: string, quantity: string): readonly [string, Described] => [
  kind,
  {
    shape: movementReports[kind],
    about: wanted(`reports stock that ${how}`, 'report'),
    fields: {
      merchant: "The merchant's id. They must have the feature stock.",
      by: "Who reports it, for the SKU's history: a program or a place.",
      'items.sku': "The merchant's SKU.",
      'items.quantity': quantity,
      'items.at':
        'The instant it speaks of, such as 2026-11-24T14:00:00+09:00, not in the future. Left out: when the event was sent.',
    },
  },
];

const merchant = 'The merchant that has the shop. Absent where the shop was removed, and from earlier releases.';
const ofOrder = {
  shop: key,
  merchant,
  revision: '1 for the first reading of the order, one more for every change of its content.',
};
const ofIncident = {
  incident: 'The mall and its first failure in Japanese time, rms-20200210-154500.',
  openedAt: 'The first failure, in ms since 1970.',
  out: 'What is out now.',
  audit:
    'What the audit of the incident found over all shops. A shop that could not be audited is not in audited, and is never counted as 0 missing. Absent until the audit is over, and where no orders were concerned.',
  'audit.atMall': 'Orders of the span that the mall lists.',
  'audit.surplusRows':
    'The part of doubled that is rows of 発送明細 at the mall beyond those that were requested. Absent where there are none.',
  'audit.surplusLeft':
    'The part of surplusRows that is no longer removed automatically. Absent where there are no surplus rows.',
  'audit.unread':
    'Orders that the mall lists and that cannot be read; not among missing. Absent where an earlier release summed up.',
};
const ofPush = {
  pushId: 'The push within its order.',
  merchant,
  at: 'When the change ended, in ms since 1970. Absent from earlier releases.',
};
const ofRejection = {
  event: 'The event that was rejected.',
  reasons: 'All errors: places and what was expected.',
};
const ship = 'orders.change.ship';
const ofRequest = {
  shop: key,
  by: "Who asks, for the order's history: a program or a place, never a buyer.",
  'orders.orderNumber': '受注番号',
  'orders.change.confirm': '注文確認',
  [ship]: '発送完了報告: these parcels are on their way. Parcels that the order has already stay.',
  [`${ship}.parcels.basketId`]:
    "The mall's id of the destination; may be left out where the order has one destination only.",
  [`${ship}.parcels.carrier`]: 'The mall\'s code of the carrier, such as "1001" for ヤマト運輸 at 楽天.',
  [`${ship}.parcels.trackingNumber`]: 'お荷物伝票番号; null for a parcel that has none.',
  [`${ship}.parcels.corrects`]: 'The wrong number that the parcel was reported with; the right one takes its place.',
  [`${ship}.parcels.shippedOn`]: '発送日 in Japan, a day that exists.',
  [`${ship}.parcels.contents`]:
    'What is in the parcel, only for malls that keep it (Amazon): needed where an order has several. Left out: whatever is still to be sent.',
  [`${ship}.parcels.contents.lineId`]: "The mall's id of the line, such as the 注文商品番号 of Amazon.",
  [`${ship}.parcels.contents.quantity`]: 'Pieces of that line.',
  'orders.change.pay': '入金済み: the money has come. Only for malls that have a status of it (Yahoo).',
  'orders.change.pay.paidOn': '入金日 in Japan, a day that exists.',
  'orders.change.complete': '完了 of an order that was shipped. Only for malls that have it (Yahoo).',
  'orders.change.cancel': 'キャンセル of an order that was not shipped.',
  'orders.change.cancel.reason': 'Why. A mall has some of them: docs/how-to/statuses.md lists which.',
  'orders.change.sub-status': 'サブステータス; null takes it away.',
};

/** JSON Schemas by event name. `malls`: those with changes of statuses. */
export function eventSchemas(malls: readonly MallName[]): Readonly<Record<string, JsonSchema>> {
  const keysOnly = `Keys only; the order is in its row. ${mayGrow}`;
  const request = {
    shape: statusRequest(malls),
    about: wanted('requests changes of orders at a mall', 'request'),
    fields: ofRequest,
  };
  const all: (readonly [string, Described])[] = [
    news('OrderImported', `that an order was stored for the first time. ${keysOnly}`, ofOrder),
    news('OrderChanged', `that an order was stored with other content than before. ${keysOnly}`, ofOrder),
    news('OrderCancelled', `that an order was cancelled at the mall. ${keysOnly}`, ofOrder),
    news(
      'OrderBuyerRemoved',
      `that the personal data of the buyer were removed from an order on request: remove your copies. ${keysOnly}`,
      { ...ofOrder, revision: 'The revision that the order had then. Later ones have no buyer.' },
    ),
    news(
      'IncidentOpened',
      `that a mall has gone out, wholly or in part. It is the first event of an incident; a relapse within an hour of its end is reported as IncidentUpdated. ${mayGrowWords}`,
      ofIncident,
    ),
    news(
      'IncidentUpdated',
      `a change of an incident: what is out, that merchants get mails, that the mall is healthy again, or that it went out again. ${mayGrowWords}`,
      ofIncident,
    ),
    news(
      'IncidentClosed',
      `that an incident is over, caught up and audited, or as far as possible within an hour. It is sent again when the audit of the next day is over, and after a relapse. ${mayGrowWords}`,
      ofIncident,
    ),
    news('StatusPushConfirmed', `that the change was seen at the mall. Keys only. ${mayGrow}`, ofPush),
    news(
      'StatusPushFailed',
      `that the change cannot be made, and is not retried automatically. Keys and words of closed lists only. ${mayGrowWords}`,
      { ...ofPush, who: 'Who has to act.' },
    ),
    news(
      'StatusPushWithdrawn',
      `that the change is no longer wanted, and is not made. Keys and words of closed lists only. ${mayGrowWords}`,
      { ...ofPush, reason: 'A person took it back, a later request took its place, or its shop was removed.' },
    ),
    news(
      'StatusPushRejected',
      `that an event StatusPushRequested was rejected, and that none of its changes will be made. Correct it and send it again. ${mayGrow}`,
      ofRejection,
    ),
    news(
      'StockMovementRejected',
      `that an event StockCounted, StockReceived or StockAdjusted was rejected, and that none of its items count. Correct it and send it again. ${mayGrow}`,
      ofRejection,
    ),
    ['StatusPushRequested', request],
    report(
      'StockCounted',
      'was counted',
      'Pieces that were free to be sold at that instant, whatever was ordered or moved before. Pieces of orders that are not shipped yet are not free.',
    ),
    report('StockReceived', 'came in', 'Pieces that came in.'),
    report('StockAdjusted', 'was adjusted', 'Pieces more, or fewer when negative.'),
  ];
  return Object.fromEntries(
    all.map(([title, { shape, about, fields }]) => {
      const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', title, description: about };
      return [title, { ...head, ...withWords(shape.schema(), fields, '') }];
    }),
  );
}

/** Adds descriptions by path. A list's description is not repeated for its entries. */
function withWords(schema: JsonSchema, words: Described['fields'], path: string, isEntry = false): JsonSchema {
  const { properties, items, anyOf } = schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly items?: JsonSchema;
    readonly anyOf?: readonly JsonSchema[];
  };
  const within = Object.entries(properties ?? {}).map(([name, one]) => [
    name,
    withWords(one, words, path === '' ? name : `${path}.${name}`),
  ]);
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(within) }),
    ...(items === undefined ? {} : { items: withWords(items, words, path, true) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map((one) => withWords(one, words, `${path}.${kindOf(one)}`)) }),
    ...(words[path] === undefined || isEntry ? {} : { description: words[path] }),
  };
}

function kindOf({ properties }: JsonSchema): unknown {
  return (properties as { readonly kind?: JsonSchema } | undefined)?.kind?.const;
}
