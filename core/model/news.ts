import { anyList, type EpochMs, list, oneOf, openObject, optional, text, whole } from '../kernel/index.ts';
import { type Capability, capabilities } from './health.ts';
import { type AuditFigures, type Incident, occasionOf } from './incident.ts';
import { failureReasons, pushKinds, whoMustAct, withdrawalReasons } from './push.ts';
import type { MallName } from './shop.ts';

const id = text();

const order = openObject({
  id,
  shop: text(),
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
  orderNumber: text(),
  pushId: text(),
  pushKind: oneOf(pushKinds),
};

const rejected = openObject({
  id,
  event: openObject({ id: text(), source: text(), time: text() }),
  reasons: list(text()),
});

/** What each event says that we put on the bus. Fields may be added; consumers leave those alone that they do not know. */
export const newsShapes = {
  OrderImported: order,
  OrderChanged: order,
  OrderCancelled: order,
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

/** What the bus carries of an incident. */
export interface IncidentNews {
  readonly kind: 'IncidentOpened' | 'IncidentUpdated' | 'IncidentClosed';
  /** The same for every repeat of the same version. */
  readonly id: string;
  readonly incident: string;
  readonly mall: MallName;
  readonly stage: Incident['stage']['kind'];
  readonly openedAt: EpochMs;
  /** What is out now. */
  readonly out: readonly Capability[];
  readonly audit?: AuditFigures;
}

/** The news of an incident's present version. */
export function newsOf(incident: Incident): IncidentNews {
  return {
    kind: kindOf(incident),
    id: `${occasionOf(incident)}#${incident.version}`,
    incident: incident.id,
    mall: incident.mall,
    stage: incident.stage.kind,
    openedAt: incident.openedAt,
    out: incident.affected.filter(({ to }) => to === null).map(({ capability }) => capability),
    ...(incident.audit === undefined ? {} : { audit: incident.audit }),
  };
}

/** What the bus hears first of an incident is that it opened, whichever version it is: those before may not have come through. */
function kindOf({ stage, toldVersion }: Incident): IncidentNews['kind'] {
  switch (stage.kind) {
    case 'open':
      return toldVersion === undefined ? 'IncidentOpened' : 'IncidentUpdated';
    case 'recovering':
      return 'IncidentUpdated';
    case 'closed':
      return 'IncidentClosed';
  }
}
