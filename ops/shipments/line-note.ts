import type { ShipmentField } from './formats.ts';

/** What is wrong with a line, or to be looked at. Never holds a cell's text that may be personal data. */
export interface LineNote {
  readonly line: number;
  /** Null where it is about the whole line. */
  readonly field: ShipmentField | null;
  readonly text: string;
}
