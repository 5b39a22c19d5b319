/** Counts failures in a row, and opens when there are too many: an outage must not cost every call its time-out. */
export interface Breaker {
  failed(): void;
  succeeded(): void;
  /** True while the last failures were too many: no further call is made. */
  isOpen(): boolean;
}

/** A breaker that opens after `max` failures in a row. */
export function createBreaker(max: number): Breaker {
  let inARow = 0;
  return {
    failed: () => {
      inARow++;
    },
    succeeded: () => {
      inARow = 0;
    },
    isOpen: () => inARow >= max,
  };
}
