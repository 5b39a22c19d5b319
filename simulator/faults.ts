import type { Prng } from './prng.ts';

/** Faults that every mall knows; each has others beside them. What each does is on the mall's page in `docs/malls/`. */
export const GENERAL_KINDS = [
  'refuse',
  'reset',
  'timeout-before',
  'timeout-after',
  'apply-later',
  'slow',
  'lost-write',
  'grey',
  'page-shift',
] as const;
export type GeneralFaultKind = (typeof GENERAL_KINDS)[number];

export const isGeneral = (kind: string): kind is GeneralFaultKind =>
  (GENERAL_KINDS as readonly string[]).includes(kind);

/** One thing that is broken: its kind, which requests it concerns, when, how often, and how. */
export interface Fault<Kind extends string = string> {
  kind: Kind;
  /** Only requests of this API; all when absent. */
  api?: string;
  /** Only these operations, by the names `books().calls` counts them under. */
  operations?: readonly string[];
  writesOnly?: boolean;
  readsOnly?: boolean;
  /** The shop by its mall's own name: 店舗URL, ストアアカウント. */
  shopUrl?: string;
  /** 0..1, drawn from the fault's own seeded source; 1 when absent. */
  probability?: number;
  /** Mall time, epoch ms. From the call of `break` on when absent. */
  from?: number;
  /** Mall time, epoch ms, not included. Without an end when absent. */
  until?: number;
  /** Ends by itself after it was applied this often. */
  times?: number;
  /** How long a `slow` answer takes, in ms of mall time. */
  delayMs?: number;
  /** `apply-later`: how long after the request it is applied. */
  applyAfterMs?: number;
  /** `grey`: the length of the recovery when `until` is absent. */
  recoverOverMs?: number;
  /** Error answers: the request was carried out all the same. */
  applied?: boolean;
  /** `page-shift`: an older order becomes visible, or a listed row leaves the filter. */
  shift?: 'appear' | 'vanish';
}

/** Every field, so that one that is misspelt is refused and does not break more than was meant. */
const FIELDS: Readonly<Record<keyof Fault, true>> = {
  kind: true,
  api: true,
  operations: true,
  writesOnly: true,
  readsOnly: true,
  shopUrl: true,
  probability: true,
  from: true,
  until: true,
  times: true,
  delayMs: true,
  applyAfterMs: true,
  recoverOverMs: true,
  applied: true,
  shift: true,
};

/** A fault in force, and how often it struck. */
export interface ActiveFault<Kind extends string = string> {
  id: string;
  fault: Fault<Kind>;
  applied: number;
}

/** What a fault is matched against. */
interface Target {
  api: string;
  operation: string;
  write: boolean;
  shopUrl: string | null;
}

/** Everything wrong with a fault as it was given; an empty list when it can be used. */
function faultProblems(fault: Fault, kinds: readonly string[]): string[] {
  const problems: string[] = [];
  if (!kinds.includes(fault.kind)) {
    problems.push(`kind: got ${JSON.stringify(fault.kind)}, expected one of ${kinds.join(', ')}`);
  }
  for (const name of Object.keys(fault)) {
    if (!Object.hasOwn(FIELDS, name))
      problems.push(`${name}: no such field; there are ${Object.keys(FIELDS).join(', ')}`);
  }
  if (fault.operations !== undefined && !Array.isArray(fault.operations)) {
    problems.push(`operations: got ${JSON.stringify(fault.operations)}, expected a list of names`);
  }
  if (fault.writesOnly && fault.readsOnly) problems.push('writesOnly and readsOnly: give one of them, or neither');
  const probability = fault.probability ?? 1;
  if (!(probability >= 0 && probability <= 1))
    problems.push(`probability: got ${probability}, expected a number from 0 to 1`);
  for (const field of ['delayMs', 'applyAfterMs', 'recoverOverMs', 'times'] as const) {
    const value = fault[field];
    if (value !== undefined && !(value >= 0)) problems.push(`${field}: got ${value}, expected a number of at least 0`);
  }
  if (fault.from !== undefined && fault.until !== undefined && fault.until < fault.from) {
    problems.push(`until: got ${fault.until}, expected a time after from (${fault.from})`);
  }
  if (fault.kind === 'grey' && fault.until === undefined && fault.recoverOverMs === undefined) {
    problems.push('grey: give until or recoverOverMs, or it would never recover');
  }
  return problems;
}

/** Where faults are entered, matched against requests, counted and taken back. */
export interface FaultDesk {
  break(fault: Fault, nowMs: number): string;
  /** Takes one fault back, or all; tells whether there was anything to take back. */
  mend(id?: string): boolean;
  list(): ActiveFault[];
  /** The faults that strike this request, in the order they were entered. Not counted yet: see `count`. */
  striking(target: Target, nowMs: number): ActiveFault[];
  count(active: ActiveFault): void;
}

/** A desk for faults of these kinds. Which requests of a fault's share are struck is drawn from the chance of the request at hand. */
export function faultDesk(chance: () => Prng, kinds: readonly string[]): FaultDesk {
  let active: ActiveFault[] = [];
  let entered = 0;
  return {
    break: (fault, nowMs) => {
      const problems = faultProblems(fault, kinds);
      if (problems.length > 0) throw new Error(`This fault cannot be used.\n  ${problems.join('\n  ')}`);
      entered += 1;
      const id = `fault-${entered}`;
      active = [...active, { id, fault: withTimes(fault, nowMs), applied: 0 }];
      return id;
    },
    mend: (id) => {
      const before = active.length;
      active = id === undefined ? [] : active.filter((one) => one.id !== id);
      return active.length < before;
    },
    list: () => active.map((one) => ({ ...one })),
    striking: (target, nowMs) =>
      active.length === 0 ? active : active.filter((one) => strikes(one, target, nowMs, chance())),
    count: (one) => {
      one.applied += 1;
    },
  };
}

function withTimes(fault: Fault, nowMs: number): Fault {
  const from = fault.from ?? nowMs;
  if (fault.kind !== 'grey' || fault.until !== undefined) return { ...fault, from };
  return { ...fault, from, until: from + (fault.recoverOverMs ?? 0) };
}

function strikes({ fault, applied }: ActiveFault, target: Target, nowMs: number, chance: Prng): boolean {
  if (fault.from !== undefined && nowMs < fault.from) return false;
  if (fault.until !== undefined && nowMs >= fault.until) return false;
  if (fault.times !== undefined && applied >= fault.times) return false;
  if (fault.api !== undefined && fault.api !== target.api) return false;
  if (fault.operations !== undefined && !fault.operations.includes(target.operation)) return false;
  if (fault.writesOnly && !target.write) return false;
  if (fault.readsOnly && target.write) return false;
  if (fault.shopUrl !== undefined && fault.shopUrl !== target.shopUrl) return false;
  const share = (fault.probability ?? 1) * shareLeft(fault, nowMs);
  return share >= 1 || chance.chance(share);
}

/** A grey recovery strikes all requests at its start and none at its end. */
function shareLeft(fault: Fault, nowMs: number): number {
  if (fault.kind !== 'grey' || fault.from === undefined || fault.until === undefined) return 1;
  return 1 - (nowMs - fault.from) / Math.max(1, fault.until - fault.from);
}
