/**
 * Kernel: errors and results, time, text, concurrency, metric lines. What every other folder may use.
 *
 * It imports nothing of ours. Start with `errors.ts`: every failure in the code base has one of its codes.
 */

export { createBreaker, eachLimited, firstFailure, mapLimited } from './concurrency.ts';
export {
  blamesContent,
  errorName,
  InputError,
  isDefect,
  isKeyTrouble,
  isMallTrouble,
  isUnheard,
  type KeyErrorCode,
  keyErrorCode,
  mayBeApplied,
  type RetryIntent,
  refusesShop,
  type SafeContext,
  TsunagiError,
  verdictOf,
} from './errors.ts';
export type { ErrorCode, Verdict } from './failures.ts';
export { type MeasuredEvent, type MetricName, measured, measuredLines } from './metrics.ts';
export { type Fields, type Form, fieldReader, type Kept, keep, knownFieldsOf } from './read-fields.ts';
export { findOut, ifKnown, type Known } from './result.ts';
export {
  columnsOf,
  fingerprintOf,
  fitting,
  padded,
  printable,
  printableData,
  printableJson,
  printableLines,
  wrapped,
} from './text.ts';
export {
  boundedMallTime,
  clockErrorMaxMs,
  dayMs,
  type EpochMs,
  hourMs,
  inChunks,
  isBelievableClock,
  isJustPast,
  isJustPastDaily,
  jstDay,
  jstHour,
  jstOffsetMs,
  jstText,
  minuteMs,
  secondMs,
} from './time.ts';
