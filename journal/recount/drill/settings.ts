import type { RunEntry } from '../../entry.ts';
import { type JournalMallName, journalMallNames } from '../../malls/index.ts';
import type { BookedOrder } from '../reading.ts';
import { count, flag, listOf, misfits, moment, number, objectOf, oneOf, optional, text } from '../shape.ts';

/** A fault of the mall as it was planned for the day. */
export interface PlannedFault {
  readonly kind: string;
  readonly api?: string;
  readonly operations?: readonly string[];
  readonly writesOnly?: boolean;
  readonly shopUrl?: string;
  readonly probability?: number;
  readonly times?: number;
  readonly from?: number;
  readonly until?: number;
}

/** What a drill's run says of the day: what went out, when, how, and whose key was refused. */
export interface DrillSettings {
  readonly incident: string;
  /** The mall that the day is about; absent: RMS. */
  readonly mall?: JournalMallName;
  readonly from: number;
  readonly to: number;
  readonly greyFrom?: number;
  readonly out: readonly string[];
  readonly planned: readonly string[];
  readonly faults: readonly PlannedFault[];
  readonly keyless: readonly { readonly shop: string; readonly from: number; readonly to: number }[];
}

/** Reads the settings of a drill's run, or says everything that is wrong with them. */
export function drillSettings({ settings, seed }: RunEntry): DrillSettings | readonly string[] {
  const fault = objectOf({
    kind: text,
    api: optional(text),
    operations: optional(listOf(text)),
    writesOnly: optional(flag),
    shopUrl: optional(text),
    probability: optional(number),
    times: optional(count),
    from: optional(moment),
    until: optional(moment),
  });
  const problems = misfits(settings, {
    incident: text,
    mall: optional(oneOf(...journalMallNames)),
    design: oneOf('tsunagi', 'naive'),
    from: moment,
    to: moment,
    greyFrom: optional(moment),
    out: listOf(text),
    planned: listOf(text),
    faults: listOf(fault),
    keyless: listOf(objectOf({ shop: text, from: moment, to: moment })),
  });
  if (seed === undefined) problems.push('seed: got nothing, expected the number of the day');
  return problems.length > 0 ? problems : (settings as unknown as DrillSettings);
}

/** Faults that let calls through, or change only what comes back. */
const passing = ['data-refused', 'slow', 'apply-later', 'conflict', 'lost-write', 'grey', 'page-shift'];

/**
 * Whether there is a moment, before the outage ends, at which the mall lists an order and would answer a call that reads the
 * shop's orders. Between two moments at which some fault or key begins or ends nothing changes, so one moment of each span is
 * looked at.
 */
export function isFetchable({ from, to, faults, keyless }: DrillSettings, { shop, visibleAt }: BookedOrder): boolean {
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
