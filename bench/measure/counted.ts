import type { CountedPart } from '../figures.ts';
import type { Bundles } from '../function/bundles.ts';
import { type Backlog, measureBacklog } from './backlog.ts';
import { type IdlePoll, measureIdlePoll } from './idle-poll.ts';
import { type MoveAlone, measureMoveAlone } from './move-alone.ts';
import { type Drain, type MoveBurst, measureMoveBurst } from './move-burst.ts';
import { measurePushAlone, type PushAlone } from './push-alone.ts';
import { measurePushBurst, type PushBurst } from './push-burst.ts';
import { rounded } from './statistics.ts';
import { measureOrderUnits, type OrderUnits } from './write-units.ts';

/** Says what is being measured. */
export type Tell = (what: string) => void;

/** Everything that is counted, and what it was counted from. */
export interface Counted {
  readonly part: CountedPart;
  readonly backlogs: readonly Backlog[];
  readonly idle: IdlePoll;
  readonly order: OrderUnits;
  readonly burst: PushBurst;
  readonly push: PushAlone;
  readonly move: MoveAlone;
  readonly moves: MoveBurst;
}

/** Around the edges of a page and of a read, and of what a run may call. */
export const quickBacklogs = [1, 99, 1_000, 1_001, 2_001] as const;
export const allBacklogs = [...quickBacklogs, 100, 999, 2_500, 5_000] as const;

/** Shops of a burst of status changes: a few show what any number does, since no shop's work sees another's. */
export const quickBurst = 5;
export const wholeBurst = 50;

/** Moves of stock, and over how many SKUs: with fewer, still more than a call of 楽天 takes. */
export const quickMoves = { moves: 1_000, skus: 450 } as const;
export const wholeMoves = { moves: 10_000, skus: 1_000 } as const;

/** How much is counted. */
export interface Sizes {
  readonly backlogSizes: readonly number[];
  readonly burstShops: number;
  readonly burstMoves: { readonly moves: number; readonly skus: number };
}

/** Counts requests of the deployed functions. */
export async function measureCounted(
  bundles: Bundles,
  { backlogSizes, burstShops, burstMoves }: Sizes,
  tell: Tell,
): Promise<Counted> {
  const backlogs: Backlog[] = [];
  for (const orders of backlogSizes) {
    tell(`a backlog of ${orders.toLocaleString('en')} orders`);
    const backlog = await measureBacklog(bundles, orders);
    tell(`  ${backlog.rmsCalls} calls, ${backlog.floor} at least; ${backlog.peakMb.toFixed(0)} MB at the highest`);
    backlogs.push(backlog);
  }
  tell('an idle poll of 1,000 shops');
  const idle = await measureIdlePoll(bundles);
  tell('new orders, write by write');
  const order = await measureOrderUnits(bundles);
  tell(`  rows of ${order.rows.written.bytes.toFixed(0)} bytes; ${order.alone.toFixed(1)} write units, all together`);
  tell(`${(burstShops * 100).toLocaleString('en')} status changes of ${burstShops} shops`);
  const burst = await measurePushBurst(bundles, burstShops);
  tell(`  ${burst.rmsCalls} calls, ${burst.floor} at least`);
  tell('status changes, one by one');
  const push = await measurePushAlone(bundles);
  tell('moves of stock, one by one');
  const move = await measureMoveAlone(bundles);
  tell(`${burstMoves.moves.toLocaleString('en')} moves of ${burstMoves.skus.toLocaleString('en')} SKUs`);
  const moves = await measureMoveBurst(bundles, burstMoves.moves, burstMoves.skus);
  for (const [mall, { calls, floor, ms, floorMs }] of Object.entries(moves.drains))
    tell(`  ${mall}: ${calls} calls, ${floor} at least; ${ms / 1_000} s, ${floorMs / 1_000} at least`);
  const counted = { backlogs, idle, order, burst, push, move, moves };
  return { part: partOf(bundles, counted), ...counted };
}

function partOf(
  bundles: Bundles,
  { backlogs, idle, order, burst, push, move, moves }: Omit<Counted, 'part'>,
): CountedPart {
  return {
    import: {
      rmsCallsOverFloor: rounded(Math.max(...backlogs.map(({ rmsCalls, floor }) => rmsCalls / floor)), 3),
      idlePoll: {
        rmsCalls: idle.rmsCalls,
        reads: rounded(idle.readsARun / idle.shops, 4),
        writes: rounded(idle.writesARun / idle.shops, 4),
        logLines: idle.logLines,
        kmsCalls: Math.max(idle.kmsCalls.first, idle.kmsCalls.later),
      },
      writeUnitsPerOrderRow: rounded(order.rows.written.units, 2),
      bytesPerOrderRow: rounded(order.rows.written.bytes, 0),
      writeUnitsPerRandomOrderRow: rounded(order.rows.random.units, 2),
      bytesPerRandomOrderRow: rounded(order.rows.random.bytes, 0),
      writeUnitsPerNewOrder: rounded(order.alone, 2),
      writeUnitsPerSeenOrder: rounded(order.seenAgain, 3),
    },
    status: {
      writeUnitsPerChangeAlone: rounded(push.writeUnits, 2),
      writeUnitsPerConfirmAndShip: rounded(push.unitsOfTwo.together, 2),
      writeUnitsPerConfirmThenShip: rounded(push.unitsOfTwo.apart, 2),
      rmsCallsOverFloor: rounded(burst.rmsCalls / burst.floor, 3),
      rmsCallsPerChange: rounded(burst.rmsCalls / burst.changes, 3),
      writeUnitsPerChange: rounded(burst.writeUnits / burst.changes, 2),
      readUnitsPerChange: rounded(burst.readUnits / burst.changes, 2),
      messagesPerChange: rounded(burst.messages / burst.changes, 3),
    },
    stock: stockPart(move, moves),
    bundleKb: Object.fromEntries([...bundles.labelled].map(([label, { bytes }]) => [label, rounded(bytes / 1_000, 1)])),
  };
}

function stockPart(move: MoveAlone, burst: MoveBurst): CountedPart['stock'] {
  const { rms, yahoo } = burst.drains;
  const callsOver = ({ calls, floor }: Drain): number => rounded(calls / floor, 3);
  const timeOver = ({ ms, floorMs }: Drain): number => rounded(ms / floorMs, 3);
  return {
    mallCallsPerMoveAlone: rounded(move.mallCalls, 2),
    writeUnitsPerMoveAlone: rounded(move.writeUnits, 2),
    readUnitsPerMoveAlone: rounded(move.readUnits, 2),
    mallCallsPerMove: rounded(burst.mallCalls / burst.moves, 5),
    writeUnitsPerMove: rounded(burst.writeUnits / burst.moves, 2),
    readUnitsPerMove: rounded(burst.readUnits / burst.moves, 2),
    messagesPerMove: rounded(burst.messages / burst.moves, 3),
    callsOverFloor: { rms: callsOver(rms), yahoo: callsOver(yahoo) },
    drainOverFloor: { rms: timeOver(rms), yahoo: timeOver(yahoo) },
  };
}
