import type { LineNote as NoteOf } from '../../files/line-note.ts';
import type { ShipmentField } from './formats.ts';

/** What is wrong with a line of a file of shipments, or to be looked at. */
export type LineNote = NoteOf<ShipmentField>;
