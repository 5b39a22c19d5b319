import type { DayOrder } from './day.ts';
import type { DrillSettings, PlannedFault } from './settings.ts';

/** Faults that let calls through, or change only what comes back. */
const passing = ['slow', 'apply-later', 'conflict', 'lost-write', 'grey', 'page-shift'];

/**
 * Whether there is a moment, before the outage ends, at which the mall lists an order and would answer a call that reads the
 * shop's orders. Between two moments at which some fault or key begins or ends nothing changes, so one moment of each span is
 * looked at.
 */
export function isFetchable({ from, to, faults, keyless }: DrillSettings, { shop, visibleAt }: DayOrder): boolean {
  const code = shop.slice(shop.indexOf('#') + 1);
  const shut = [
    ...faults.filter((fault) => isShut(fault, code)).map(({ from: since = 0, until = Infinity }) => [since, until]),
    ...keyless.filter((span) => span.shop === shop).map((span) => [span.from, span.to]),
  ] as [number, number][];
  const first = Math.max(from, visibleAt);
  const edges = [first, ...shut.flat()].filter((edge) => edge >= first && edge < to);
  return edges.some((edge) => shut.every(([since, until]) => edge < since || edge >= until));
}

/** Whether every call that reads orders fails under a fault. */
function isShut(
  { kind, api, operations, writesOnly, shopUrl, probability = 1, times }: PlannedFault,
  code: string,
): boolean {
  const strikesAll = probability >= 1 && times === undefined && !passing.includes(kind);
  const isReading = writesOnly !== true && (api ?? 'order') === 'order';
  const isNamed = operations?.some((name) => ['searchOrder', 'getOrder'].includes(name)) ?? true;
  return strikesAll && isReading && isNamed && (shopUrl ?? code) === code;
}
