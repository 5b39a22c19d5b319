import type { TsunagiError } from '../errors.ts';
import type { ChangeAnswer } from '../ports/status-door.ts';
import { inChunks } from '../units.ts';
import type { NeededCall } from './decide.ts';
import { type Attempt, isDefect } from './outcome.ts';
import type { PushRun } from './push-run.ts';

/** A call that the push of this key needs. */
export interface WantedCall {
  readonly push: string;
  readonly orderNumber: string;
  readonly call: NeededCall;
}

/**
 * Makes calls of one kind, as few as the mall allows, and says of each push what came of it. Calls that there is no time for,
 * or that the run may not make any more, are not made. A defect of ours over one order is noted in the run. Throws only
 * `store.failing`.
 */
export async function makeCalls(run: PushRun, wanted: readonly WantedCall[]): Promise<Map<string, Attempt>> {
  const attempts = new Map<string, Attempt>();
  const parts = partsOf(wanted, run.door.batch);
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    if (run.stopped() !== null || run.callsLeft() === 0) {
      for (const { push } of part) attempts.set(push, { kind: 'none', error: run.stopped() });
      continue;
    }
    const [{ call }] = part as [WantedCall];
    const operation = run.door.functions[call.kind];
    try {
      const { orders, requestId } = await callFor(run, part);
      for (const { push, orderNumber } of part) {
        const answer = orders.get(orderNumber);
        attempts.set(
          push,
          answer === undefined
            ? { kind: 'silent', operation, requestId }
            : { kind: 'answered', operation, answer, requestId },
        );
      }
    } catch (error) {
      const known = isDefect(error) ? null : (error as TsunagiError);
      if (known?.code === 'store.failing') throw known;
      if ((known === null || known.code === 'mall.refused') && part.length > 1) {
        // One order among them is to blame; the others do not share its fate.
        const half = Math.ceil(part.length / 2);
        parts.unshift(part.slice(0, half), part.slice(half));
        continue;
      }
      for (const { push } of part) {
        if (known === null) run.noteDefect(push, error);
        attempts.set(push, afterThrow(known, operation));
      }
    }
  }
  return attempts;
}

function afterThrow(error: TsunagiError | null, operation: string): Attempt {
  if (error === null) return { kind: 'broke', operation };
  return error.code === 'shop.held' ? { kind: 'none', error } : { kind: 'threw', operation, error };
}

/** Calls that can be one call: confirms, and equal sub-statuses. */
function partsOf(wanted: readonly WantedCall[], batch: number): WantedCall[][] {
  const groups = Map.groupBy(wanted, ({ push, call }) => {
    if (call.kind === 'confirm') return 'confirm';
    return call.kind === 'sub-status' ? `sub-status ${call.subStatusId}` : push;
  });
  return [...groups.values()].flatMap((group) => inChunks(group, batch));
}

function callFor({ door, restoresStock }: PushRun, part: readonly WantedCall[]): Promise<ChangeAnswer> {
  const { call, orderNumber } = part[0] as WantedCall;
  const orderNumbers = part.map((one) => one.orderNumber);
  switch (call.kind) {
    case 'confirm':
      return door.confirm(orderNumbers);
    case 'sub-status':
      return door.setSubStatus(orderNumbers, call.subStatusId);
    case 'memo':
      return door.setMemo(orderNumber, call.text);
    case 'ship':
      return door.ship(orderNumber, call.changes);
    case 'cancel':
      return door.cancel(orderNumber, { reason: call.reason, restoresStock });
  }
}
