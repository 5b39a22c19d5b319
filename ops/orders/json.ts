import type { OrderRow } from '../../core/model/index.ts';
import { pushJson } from '../pushes/push-words.ts';
import { jstIso, jstIsoOrNull } from '../terminal/time.ts';
import type { OrderFacts } from './facts.ts';
import { timelineJson } from './push-history.ts';
import { timelineOf } from './timeline.ts';

/** An order's facts for a program. */
export function orderJson({ shop, row, pushes, history, claims, original }: OrderFacts): unknown {
  return {
    shop: shop.key,
    orderNumber: row.orderNumber,
    kind: row.kind,
    ...contentOf(row),
    buyerRemovedAt: jstIsoOrNull(row.redacted?.at),
    problem: row.problem ? { ...row.problem, since: jstIso(row.problem.since) } : null,
    dueAt: jstIsoOrNull(row.dueAt),
    revisions: history.map((entry) => ({ ...entry, readAt: jstIso(entry.readAt) })),
    claims:
      claims?.map(({ lineId, merchant, sku, quantity, version }) => ({ lineId, merchant, sku, quantity, version })) ??
      null,
    pushes: pushes.map(pushJson),
    history: timelineJson(timelineOf(shop, row, history, pushes)),
    order: row.kind === 'stored' && original !== '' ? (JSON.parse(original) as unknown) : null,
    ...(row.kind === 'quarantined' ? { raw: original } : {}),
  };
}

function contentOf(row: OrderRow): object {
  if (row.kind !== 'stored') return {};
  return {
    progress: row.progress,
    orderedAt: jstIso(row.orderedAt),
    storedAt: jstIso(row.storedAt),
    readAt: jstIso(row.readAt),
    revision: row.revision,
    final: row.final,
    erasedAt: jstIsoOrNull(row.erasedAt),
  };
}
