/** Something that a law forbids, and that was seen. */
export interface Finding<Law extends string = string> {
  readonly law: Law;
  /** What was seen, in a sentence. */
  readonly words: string;
}
