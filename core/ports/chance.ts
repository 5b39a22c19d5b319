/** Randomness as an argument, so that a simulation's seed decides everything. */
export interface Chance {
  /** A number in [0, 1). */
  next(): number;
  /** A short unique word, for run ids. */
  word(): string;
}
