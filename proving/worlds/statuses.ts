import { minuteMs } from '../../core/kernel/time.ts';
import type { Fault } from '../../simulator/rms/index.ts';
import type { Draws } from './draws.ts';
import { appliedLater, brokenOff } from './fault-tables.ts';
import { hasOutages, type Outages } from './outages.ts';

/** What a seed draws of changes that are wanted at the mall, and of what befalls those who make them. Times are in ms after the start. */
export interface Statuses {
  /** How often a change of an order is requested. */
  readonly wishes: number;
  /** Of messages: a part is lost, a part comes twice, a part comes late, and after others that were sent later. */
  readonly messages: { readonly lost: number; readonly doubled: number; readonly late: number };
  /** Chance that two workers take the same messages at once. */
  readonly twice: number;
  /** Chance that a person at the mall confirms an order just after a worker has read it. */
  readonly changedWhileRead: number;
  /** How often a person takes a change back just after it was wanted, or has one tried again. */
  readonly withdrawals: number;
  readonly retries: number;
  /** Pauses by hand, of one shop each. */
  readonly pauses: number;
  /** Faults that strike the calls that change orders. */
  readonly faults: readonly (Fault & { readonly from: number })[];
  /** Whether every process has the right time: then what depends on it is judged strictly. */
  readonly rightClocks: boolean;
  readonly mail: Outages['mail'];
}

/** Three seeds of ten have changes of statuses, one of them outages, too. */
export function hasStatuses(seed: number): boolean {
  return [4, 6, 8].includes(seed % 10);
}

/** The operations of RMS that change an order otherwise than by confirming it. */
export const changes = ['updateOrderShipping', 'updateOrderMemo', 'updateOrderSubStatus', 'cancelOrder'] as const;

/** Draws what is wanted in the first `activeMs` of a seed. */
export function drawStatuses(seed: number, draws: Draws, activeMs: number): Statuses {
  const maybe = <T>(name: string, value: T, none: T, probability = 0.75): T =>
    draws.of(name).hits('any', probability) ? value : none;
  // A health probe calls confirmOrder for an order that does not exist: a fault that strikes it would be taken for the mall's trouble.
  const operations = hasOutages(seed) ? changes : [...changes, 'confirmOrder'];
  const drawFault = (_: unknown, index: number): Fault & { readonly from: number } => {
    const chance = draws.of('fault', index);
    return {
      ...chance.pick(faultKinds),
      operations,
      from: chance.int(10 * minuteMs, activeMs - 20 * minuteMs),
      times: chance.int(1, 4),
    };
  };
  return {
    wishes: draws.of('wishes').int(16, 30),
    messages: { lost: maybe('lost', 0.15, 0), doubled: maybe('doubled', 0.2, 0), late: maybe('late', 0.15, 0) },
    twice: maybe('twice', 0.3, 0),
    changedWhileRead: maybe('changedWhileRead', 0.1, 0),
    withdrawals: maybe('withdrawals', draws.of('withdrawals').int(3, 6), 0),
    retries: maybe('retries', draws.of('retries').int(3, 8), 0),
    pauses: maybe('pauses', draws.of('pauses').int(1, 2), 0),
    faults: Array.from({ length: draws.of('faults').int(4, 9) }, drawFault),
    rightClocks: draws.of('rightClocks').chance(0.5),
    mail: { failing: [], slow: [], crash: maybe('crash', 0.15, 0), answerLost: maybe('answerLost', 0.1, 0, 0.4) },
  };
}

const faultKinds: readonly Pick<Fault, 'kind' | 'applied' | 'applyAfterMs'>[] = [
  ...brokenOff,
  // So late that it has been repeated in between, and also after the first of the two later looks.
  ...appliedLater(3, 8, 8, 25),
  { kind: 'server-error-json' },
  { kind: 'server-error-html', applied: true },
  { kind: 'html-200' },
  { kind: 'html-200', applied: true },
  { kind: 'throttle' },
  { kind: 'auth-flap' },
  { kind: 'lost-write' },
];
