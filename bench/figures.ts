/** A poll of shops to which nothing happens, a shop of a shard of a thousand; calls to KMS are a run's. */
export interface IdlePollFigures {
  readonly rmsCalls: number;
  readonly reads: number;
  readonly writes: number;
  readonly logLines: number;
  readonly kmsCalls: number;
}

/** What is counted: the same on every machine. */
export interface CountedFigures {
  readonly rmsCallsOverFloor: number;
  readonly idlePoll: IdlePollFigures;
  readonly writeUnitsPerOrderRow: number;
  readonly writeUnitsPerNewOrder: number;
  readonly writeUnitsPerSeenOrder: number;
}

/** What is measured: ratios of CPU within one run, and what follows from them. */
export interface TimedFigures {
  readonly cpuOverParse: number;
  readonly coldPageOverParse: number;
  readonly pollCpuOverUndici: number;
  readonly shopsPerMinute: number;
  readonly peakMb: number;
}

/** Everything that the bench tells, as `npm run bench -- --json` prints it. */
export interface Figures {
  readonly import: CountedFigures & TimedFigures;
  /** Function by function. */
  readonly coldStartOverEmpty: Readonly<Record<string, number>>;
  readonly bundleKb: Readonly<Record<string, number>>;
  /** By the number of shops. */
  readonly costPerMonthUsd: Readonly<Record<string, number>>;
}

/** The counted part of them. */
export interface CountedPart {
  readonly import: CountedFigures;
  readonly bundleKb: Figures['bundleKb'];
}
