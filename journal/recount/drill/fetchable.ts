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
function isShut(fault: PlannedFault, code: string): boolean {
  const { api = 'order', operations, shopUrl = code, ...rest } = fault;
  const isNamed = operations?.some((name) => ['searchOrder', 'getOrder'].includes(name)) ?? true;
  return stopsEveryCall(rest) && api === 'order' && isNamed && shopUrl === code;
}

/** Whether a fault leaves no call of its API unharmed, whatever it asks and whichever shop makes it. */
export function stopsEveryCall(fault: PlannedFault): boolean {
  const { kind, operations, writesOnly = false, shopUrl, probability = 1, times } = fault;
  if (passing.includes(kind) || writesOnly || probability < 1) return false;
  return times === undefined && operations === undefined && shopUrl === undefined;
}
