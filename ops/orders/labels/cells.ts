import { columnsOf, type Sentence, sentence } from '../../../core/kernel/index.ts';
import { formulaStart } from '../../files/csv.ts';

/** How a carrier's program counts what a field takes: half-width columns, a full-width character being two; or characters. */
export type Measure = 'columns' | 'characters';

/** The cells of one label, by column, and everything that does not fit into them. A problem names the field and repeats nothing of it. */
export interface LabelCells {
  readonly cells: ReadonlyMap<string, string>;
  readonly problems: readonly Sentence[];
  /** Sets a cell of at most so many; a needed one must not be empty. */
  put(column: string, text: string, most: number, need?: 'needed'): void;
  /** Sets cells that follow one another: one for each part where they fit, else all parts one after the other. Nothing is cut: what does not fit is a problem. */
  spread(columns: readonly string[], parts: readonly string[], most: number): void;
}

function tooLong(measure: Measure, columns: readonly string[], most: number, length: number): Sentence {
  const names = columns.join(', ');
  return measure === 'columns'
    ? sentence`${names}: room for ${most} half-width characters (a full-width one counts as two), and this has ${length}.`
    : sentence`${names}: room for ${most} characters, and this has ${length}.`;
}

/** Digits with signs, as ends of addresses and telephone numbers are: a spreadsheet makes a number of them and nothing worse. */
const harmless = /^[\d０-９+\-＋－ ]*$/;

/** A text that a spreadsheet would take for a formula, with a full-width space before it: an apostrophe would be printed on the label. */
function withoutFormula(text: string): string {
  return formulaStart.test(text) && !harmless.test(text) ? `\u3000${text}` : text;
}

export function labelCells(measure: Measure): LabelCells {
  const cells = new Map<string, string>();
  const problems: Sentence[] = [];
  const lengthOf = (text: string): number => (measure === 'columns' ? columnsOf(text) : [...text].length);
  return {
    cells,
    problems,
    put(column, given, most, need) {
      const text = withoutFormula(given);
      const length = lengthOf(text);
      if (need === 'needed' && text.trim() === '') problems.push(sentence`${column} is empty.`);
      if (length > most) problems.push(tooLong(measure, [column], most, length));
      cells.set(column, text);
    },
    spread(columns, parts, most) {
      const given = parts.filter((part) => part !== '');
      const [first = ''] = columns;
      if (given.length === 0) problems.push(sentence`${first} is empty.`);
      const isApart = given.length <= columns.length && given.every((part) => lengthOf(part) <= most);
      const pieces = (isApart ? given : broken(given.join(''), most, lengthOf)).map(withoutFormula);
      if (pieces.length > columns.length || pieces.some((piece) => lengthOf(piece) > most)) {
        problems.push(tooLong(measure, columns, columns.length * most, lengthOf(given.join(''))));
      }
      columns.forEach((column, index) => void cells.set(column, pieces[index] ?? ''));
    },
  };
}

/** A text as pieces of at most so many, the last one shorter. */
export function broken(text: string, most: number, lengthOf: (text: string) => number): string[] {
  const pieces = [''];
  for (const character of text) {
    const last = pieces.length - 1;
    const longer = `${pieces[last]}${character}`;
    if (lengthOf(longer) <= most) pieces[last] = longer;
    else pieces.push(character);
  }
  return pieces;
}
