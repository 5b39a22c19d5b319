import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { PushContent } from '../../../core/model/push.ts';
import type { Push } from '../../memory/push.ts';
import { openPushWorld, type PushWorld } from '../../status-world.ts';
import type { CallUnderFault } from './calls.ts';
import type { CallFault } from './faults.ts';

/** How long a fault lasts before the mall is mended. */
const liftedAfterMs = 10 * minuteMs;
/** Longer than any push may take to end once the mall is well, and until nothing of it can come any more. */
const playedMs = 4 * hourMs;

/** What became of one call under one fault. */
export interface Cell {
  readonly call: string;
  readonly fault: string;
  readonly state: Push['state'];
  /** Rows of the parcel at the mall, the most there ever were; null where the push is no shipment. */
  readonly rowsMax: number | null;
  /** Rows in the end. */
  readonly rows: number | null;
  /** Whether the mall has what was asked for. */
  readonly isSo: boolean;
  /** Calls that changed something, or tried to, the struck ones included. */
  readonly writingCalls: number;
  /** From the request to the end of the push, or to the second look's last call. */
  readonly tookMs: number;
  /** Whether the push still has work left, which must never be the case. */
  readonly leftOpen: boolean;
  readonly failures: readonly unknown[];
  readonly news: number;
}

/** Plays one cell until nothing can come any more. */
export async function playCell(call: CallUnderFault, fault: CallFault): Promise<Cell> {
  let isBroken = false;
  let changed = false;
  const isStruck = (path: string): boolean =>
    isBroken && path.includes(`/${call.operation}/`) && (call.afterChange !== true || changed);
  const world = await openPushWorld({
    ...(fault.settings === undefined ? {} : { settings: fault.settings }),
    answersInstead: ({ path }) => (fault.answer !== undefined && isStruck(path) ? fault.answer(call.operation) : null),
    onExchange({ request }) {
      if (!request.path.includes('/updateOrder') || !isBroken || changed) return;
      changed = true;
      if (call.afterChange && fault.fault) world.rms.control.break({ ...fault.fault, operations: [call.operation] });
    },
  });
  const { orderNumber, content } = await call.prepare(world);
  const askedAt = world.time.now();
  isBroken = true;
  if (fault.fault && !call.afterChange) world.rms.control.break({ ...fault.fault, operations: [call.operation] });
  if (!call.bySecondLook) await world.ask(orderNumber, content);

  const watch = { rowsMax: 0, endedAt: null as number | null };
  const until = askedAt + playedMs;
  // The surplus row is looked for a quarter of an hour after the call: then the fault has to be there.
  const liftAt = askedAt + (call.bySecondLook ? 2 : 1) * liftedAfterMs;
  while (world.time.now() < until) {
    await world.pass(10 * secondMs);
    if (isBroken && world.time.now() >= liftAt) {
      isBroken = false;
      world.rms.control.mend();
    }
    observe(world, orderNumber, watch);
  }
  return cellOf(world, { call, fault, orderNumber, content, askedAt, watch });
}

function observe(world: PushWorld, orderNumber: string, watch: { rowsMax: number; endedAt: number | null }): void {
  watch.rowsMax = Math.max(watch.rowsMax, parcelRows(world, orderNumber));
  const { state } = world.push(orderNumber);
  const hasEnded = state.kind === 'confirmed' || state.kind === 'failed';
  watch.endedAt = hasEnded ? (watch.endedAt ?? world.time.now()) : null;
}

function cellOf(
  world: PushWorld,
  played: {
    readonly call: CallUnderFault;
    readonly fault: CallFault;
    readonly orderNumber: string;
    readonly content: PushContent;
    readonly askedAt: number;
    readonly watch: { readonly rowsMax: number; readonly endedAt: number | null };
  },
): Cell {
  const { call, fault, orderNumber, content, askedAt, watch } = played;
  const push = world.push(orderNumber);
  const isShip = content.kind === 'ship';
  const lastWrite = world.exchanges.findLast(({ request }) => !request.path.includes('/getOrder/'))?.startedAt;
  const end = call.bySecondLook ? lastWrite : watch.endedAt;
  return {
    call: call.name,
    fault: fault.name,
    state: push.state,
    rowsMax: isShip ? watch.rowsMax : null,
    rows: isShip ? parcelRows(world, orderNumber) : null,
    isSo: isSoAtMall(world, orderNumber, content),
    writingCalls: world.writingCalls().length,
    tookMs: (end ?? Number.POSITIVE_INFINITY) - askedAt,
    leftOpen: push.unknownAt !== undefined || push.lookAgainAt !== undefined || push.untold !== undefined,
    failures: world.failures,
    news: new Set(world.store.pushNews.map(({ id }) => id)).size,
  };
}

/** Rows of parcels; an empty row is none. */
function parcelRows(world: PushWorld, orderNumber: string): number {
  return world.rows(orderNumber).filter(({ number }) => number !== null).length;
}

function isSoAtMall(world: PushWorld, orderNumber: string, content: PushContent): boolean {
  const model = world.rms.control.order(orderNumber)?.model;
  switch (content.kind) {
    case 'confirm':
      return model?.orderProgress !== 100;
    case 'ship':
      return world.rows(orderNumber).filter(({ number }) => number === '1234-5678').length === 1;
    case 'cancel':
      return model?.orderProgress === 800 || model?.orderProgress === 900;
    case 'sub-status':
      return String(model?.subStatusId) === content.subStatusId;
    case 'memo':
      return model?.memo === content.text;
    case 'pay':
    case 'complete':
      return false;
  }
}
