/** What is wrong with a line of a file, or to be looked at. Never holds a cell's text that may be personal data. */
export interface LineNote<Field extends string> {
  readonly line: number;
  /** Null where it is about the whole line. */
  readonly field: Field | null;
  readonly text: string;
}
