/** An address that has nothing to do with any mall. It tells a broken network of ours from a broken mall. */
export interface Reference {
  /** True when it answers at all, whatever it says; false when it cannot be reached. */
  answers(): Promise<boolean>;
}
