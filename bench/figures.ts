import type { BenchMall } from './far-side/two-malls.ts';

/** A poll of shops to which nothing happens, a shop of a shard of a thousand; calls to KMS are a run's. */
interface IdlePollFigures {
  readonly rmsCalls: number;
  readonly reads: number;
  readonly writes: number;
  readonly logLines: number;
  readonly kmsCalls: number;
}

/** What is counted: the same on every machine. */
interface CountedFigures {
  readonly rmsCallsOverFloor: number;
  readonly idlePoll: IdlePollFigures;
  /** Of orders whose texts are written as people write, and of those whose texts are random. */
  readonly writeUnitsPerOrderRow: number;
  readonly bytesPerOrderRow: number;
  readonly writeUnitsPerRandomOrderRow: number;
  readonly bytesPerRandomOrderRow: number;
  readonly writeUnitsPerNewOrder: number;
  readonly writeUnitsPerSeenOrder: number;
}

/** Changes of statuses: of a few that come alone, and of a burst, a hundred a shop. */
interface StatusFigures {
  /** From asking until the change is confirmed and told, leases and all indexes included. */
  readonly writeUnitsPerChangeAlone: number;
  /** The same of a confirm and a shipment of one order: asked for in one event, and the shipment after the confirm was told. */
  readonly writeUnitsPerConfirmAndShip: number;
  readonly writeUnitsPerConfirmThenShip: number;
  /** Calls to RMS over the writing calls that it takes at least and two readings of each hundred orders. */
  readonly rmsCallsOverFloor: number;
  readonly rmsCallsPerChange: number;
  /** From the request until it is confirmed and announced. */
  readonly writeUnitsPerChange: number;
  readonly readUnitsPerChange: number;
  readonly messagesPerChange: number;
}

/** Moves of stock, of SKUs that are sold at 楽天 and Yahoo!ショッピング: of one that comes alone, and of a burst. */
interface StockFigures {
  /** All calls to both malls, imports before a push among them. */
  readonly mallCallsPerMoveAlone: number;
  /** From the order's import (which is counted by itself) until both malls show it. */
  readonly writeUnitsPerMoveAlone: number;
  readonly readUnitsPerMoveAlone: number;
  readonly mallCallsPerMove: number;
  readonly writeUnitsPerMove: number;
  readonly readUnitsPerMove: number;
  readonly messagesPerMove: number;
  /** By mall: calls for stock over the fewest that could do it, and the time that it took over what the mall's limit allows. */
  readonly callsOverFloor: Readonly<Record<BenchMall, number>>;
  readonly drainOverFloor: Readonly<Record<BenchMall, number>>;
}

/** What is measured: ratios of CPU or time within one run, and what follows from them. */
interface TimedFigures {
  readonly pageOverParse: number;
  readonly coldPageOverParse: number;
  readonly pollCpuOverUndici: number;
  /** CPU of an order of the largest backlog, over that of parsing, packing and posting it. */
  readonly orderCpuOverLeast: number;
  readonly shopsPerMinute: number;
  readonly peakMb: number;
}

/** Everything that the bench tells, as `npm run bench -- --json` prints it. */
export interface Figures {
  readonly import: CountedFigures & TimedFigures;
  readonly status: StatusFigures;
  readonly stock: StockFigures;
  /** Function by function, with 楽天市場 alone and with every mall. */
  readonly coldStartOverEmpty: Readonly<Record<string, number>>;
  readonly bundleKb: Readonly<Record<string, number>>;
  /** By the number of shops. */
  readonly costPerMonthUsd: Readonly<Record<string, number>>;
}

/** The counted part of them. */
export interface CountedPart {
  readonly import: CountedFigures;
  readonly status: StatusFigures;
  readonly stock: StockFigures;
  readonly bundleKb: Figures['bundleKb'];
}
