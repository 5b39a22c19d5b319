import type { Prng } from '../prng.ts';
import { type ActiveFault, type Fault, type FaultKind, faultProblems, type Target } from './fault.ts';

/** Where faults are entered, matched against requests, counted and taken back. */
export interface FaultDesk<Kind extends string = FaultKind> {
  break(fault: Fault<Kind>, nowMs: number): string;
  /** Takes one fault back, or all; tells whether there was anything to take back. */
  mend(id?: string): boolean;
  list(): ActiveFault<Kind>[];
  /** The faults that strike this request, in the order they were entered. Not counted yet: see `count`. */
  striking(target: Target, nowMs: number): ActiveFault<Kind>[];
  count(active: ActiveFault<Kind>): void;
}

/** A desk for faults of these kinds. Which requests of a fault's share are struck is drawn from `chance`. */
export function faultDesk<Kind extends string>(chance: Prng, kinds: readonly Kind[]): FaultDesk<Kind> {
  let active: ActiveFault<Kind>[] = [];
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
      active.length === 0 ? active : active.filter((one) => strikes(one, target, nowMs, chance)),
    count: (one) => {
      one.applied += 1;
    },
  };
}

function withTimes<Kind extends string>(fault: Fault<Kind>, nowMs: number): Fault<Kind> {
  const from = fault.from ?? nowMs;
  if (fault.kind !== 'grey' || fault.until !== undefined) return { ...fault, from };
  return { ...fault, from, until: from + (fault.recoverOverMs ?? 0) };
}

function strikes({ fault, applied }: ActiveFault<string>, target: Target, nowMs: number, chance: Prng): boolean {
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
function shareLeft(fault: Fault<string>, nowMs: number): number {
  if (fault.kind !== 'grey' || fault.from === undefined || fault.until === undefined) return 1;
  return 1 - (nowMs - fault.from) / Math.max(1, fault.until - fault.from);
}
