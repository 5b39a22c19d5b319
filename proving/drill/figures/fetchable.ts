import type { Fault, FaultKind } from '../../../simulator/rms/index.ts';
import type { DayFacts } from '../facts.ts';

/** Faults under which no listing and no reading comes through. */
const stopping: ReadonlySet<FaultKind> = new Set([
  'refuse',
  'reset',
  'timeout-before',
  'timeout-after',
  'server-error-json',
  'server-error-html',
  'html-200',
  'system-error-200',
  'system-error-500',
  'throttle',
  'auth-flap',
]);

/**
 * The moment until which an ideal client can still fetch a shop's orders before the outage ends: one that knows when the mall
 * answers, asks at that very moment, and again until it is answered. Only faults that strike every call stop it, and a key
 * that the mall refuses. Orders that are listed before this moment are fetchable. Null when the mall answers at no moment.
 */
export function lastAnswerableAt({ script, keyless }: DayFacts, shop: string): number | null {
  const code = shop.slice(shop.indexOf('#') + 1);
  const shut = [
    ...script.faults.filter((fault) => stopsOrders(fault, code)).map(({ from, until }) => ({ from, to: until })),
    ...keyless.filter((span) => span.shop === shop),
  ];
  // Walks back from the end, over everything shut that reaches it.
  let end = script.to;
  for (;;) {
    const reaching = shut.find(({ from, to }) => (from ?? 0) < end && (to ?? Number.POSITIVE_INFINITY) >= end);
    if (reaching === undefined) return end > script.from ? end : null;
    end = reaching.from ?? 0;
  }
}

function stopsOrders(fault: Fault, code: string): boolean {
  const { api, operations, shopUrl, ...rest } = fault;
  if (!stopsAll(rest) || (api !== undefined && api !== 'order')) return false;
  if (shopUrl !== undefined && shopUrl !== code) return false;
  return operations === undefined || operations.some((name) => name === 'searchOrder' || name === 'getOrder');
}

/** True for a fault that strikes every call of its API, whatever it asks and whichever caller makes it. */
export function stopsAll({ kind, probability = 1, times, writesOnly, shopUrl, operations }: Fault): boolean {
  if (probability < 1 || times !== undefined || writesOnly) return false;
  return stopping.has(kind) && shopUrl === undefined && operations === undefined;
}
