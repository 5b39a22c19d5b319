import { anyList, list, oneOf, openObject, optional, text, whole } from '../kernel/index.ts';
import { capabilities } from './health.ts';
import { failureReasons, pushKinds, whoMustAct, withdrawalReasons } from './push.ts';

const id = text();

const order = openObject({
  id,
  shop: text(),
  merchant: optional(text()),
  orderNumber: text(),
  revision: whole({ from: 1 }),
});

const count = whole({ from: 0 });
const incident = (stages: readonly string[]) =>
  openObject({
    id,
    incident: text(),
    mall: text(),
    stage: oneOf(stages),
    openedAt: whole(),
    out: anyList(oneOf(capabilities)),
    audit: optional(
      openObject({
        shops: count,
        audited: count,
        atMall: count,
        missing: count,
        doubled: count,
        surplusRows: optional(count),
        surplusLeft: optional(count),
        unread: optional(count),
      }),
    ),
  });

const ended = {
  id,
  shop: text(),
  merchant: optional(text()),
  orderNumber: text(),
  pushId: text(),
  pushKind: oneOf(pushKinds),
  at: optional(whole()),
};

const rejected = openObject({
  id,
  event: openObject({ id: text(), source: text(), time: text() }),
  reasons: list(text()),
});

/** Shapes of our events on the bus. Fields may be added; consumers ignore unknown ones. */
export const newsShapes = {
  OrderImported: order,
  OrderChanged: order,
  OrderCancelled: order,
  OrderBuyerRemoved: order,
  IncidentOpened: incident(['open']),
  IncidentUpdated: incident(['open', 'recovering']),
  IncidentClosed: incident(['closed']),
  StatusPushConfirmed: openObject(ended),
  StatusPushFailed: openObject({
    ...ended,
    reason: oneOf(failureReasons),
    who: oneOf(whoMustAct),
  }),
  StatusPushWithdrawn: openObject({
    ...ended,
    reason: oneOf(withdrawalReasons),
  }),
  StatusPushRejected: rejected,
  StockMovementRejected: rejected,
} as const;

export type NewsKind = keyof typeof newsShapes;
