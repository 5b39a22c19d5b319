import type { OrderList } from '../../../../core/ports/orders.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { ProcessCache } from '../../../../core/session/import-session.ts';

/** One process: its own ports and memory. */
interface Worker {
  readonly ports: Ports & { readonly orderList: OrderList };
  readonly cache: ProcessCache;
}

/** When a process dies: before or after its write of this number, from 1. */
export interface Death {
  readonly atWrite: number;
  readonly when: 'before' | 'after';
}

/** Methods that write, by port. */
const writes: { readonly [Port in keyof Ports]?: readonly string[] } = {
  targets: ['put'],
  leases: ['take', 'release'],
  bus: ['tellPushes'],
  statusQueue: ['look'],
  digests: ['put'],
  pauses: ['set', 'lift'],
  health: ['record'],
  stock: ['putClaim', 'markDirty', 'clean', 'noteOversold', 'putMovement', 'keepCheckpoint'],
  listings: ['put', 'markDue', 'remove'],
  stockQueue: ['look', 'spread'],
  orders: ['put', 'keepRevision'],
  intents: ['open', 'close'],
  drifts: ['put'],
};

/** A worker that dies at one of its writes: from then on nothing it tries has any effect. `died` says whether it has died. */
export function mortal(worker: Worker, death: Death): Worker & { died(): boolean } {
  let written = 0;
  let dead = false;
  const guard = (): void => {
    if (dead) throw new Error('This process is dead.');
  };
  type Call = (...args: unknown[]) => unknown;
  const wrap = (name: string, method: string, call: Call): Call => {
    if (name === 'log') return call;
    const isWrite = writes[name as keyof Ports]?.includes(method) ?? false;
    if (!isWrite) {
      return (...args) => {
        guard();
        return call(...args);
      };
    }
    return async (...args) => {
      guard();
      const isLast = ++written === death.atWrite;
      if (isLast && death.when === 'before') dead = true;
      guard();
      const answer = await call(...args);
      if (isLast) dead = true;
      guard();
      return answer;
    };
  };
  const ports = Object.fromEntries(
    Object.entries(worker.ports).map(([name, port]) => [
      name,
      Object.fromEntries(
        Object.entries(port as Record<string, unknown>).map(([method, call]) => [
          method,
          typeof call === 'function' ? wrap(name, method, call as Call) : call,
        ]),
      ),
    ]),
  ) as unknown as Worker['ports'];
  return { ports, cache: worker.cache, died: () => dead };
}
