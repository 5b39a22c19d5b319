/** Every way RMS can be broken. What each does is in `docs/malls/rms-simulator.md`. Another mall may have other kinds. */
export const FAULT_KINDS = [
  'refuse',
  'reset',
  'timeout-before',
  'timeout-after',
  'apply-later',
  'slow',
  'server-error-json',
  'server-error-html',
  'html-200',
  'all-well',
  'system-error-200',
  'system-error-500',
  'refusal',
  'throttle',
  'auth-flap',
  'conflict',
  'shop-status',
  'lost-write',
  'grey',
  'page-shift',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One thing that is broken: its kind, which requests it concerns, when, how often, and how. */
export interface Fault<Kind extends string = FaultKind> {
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
export interface ActiveFault<Kind extends string = FaultKind> {
  id: string;
  fault: Fault<Kind>;
  applied: number;
}

/** What a fault is matched against. */
export interface Target {
  api: string;
  operation: string;
  write: boolean;
  shopUrl: string | null;
}

/** Everything wrong with a fault as it was given; an empty list when it can be used. */
export function faultProblems<Kind extends string>(fault: Fault<Kind>, kinds: readonly Kind[]): string[] {
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
