import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { printable, printableData, printableLines, wrapped } from '../../core/kernel/index.ts';
import { openScreen } from '../../ops/terminal/screen.ts';
import { frame } from '../view/frame.ts';
import type { Happening, ViewState } from '../view/state.ts';
import { type Paint, timeText } from '../view/words.ts';

/** What the person at the terminal sees. */
export interface Display {
  /** A sentence about the start or the end; the last one stays in sight while the state is shown. */
  say(sentence: string): void;
  happened(happening: Happening): void;
  /** Shows the present state, where it is shown at all. */
  show(state: () => Promise<ViewState>): Promise<void>;
  end(): void;
}

/** A standard stream as Node gives it. */
type DisplayStream = Pick<WriteStream, 'write' | 'columns' | 'rows'> &
  NodeJS.WritableStream & { readonly isTTY?: boolean };

/** What the other lines of a sentence stand below the end of: the time of what happened, or the sign of a step of the tour. */
const labelOf = /^(?:\d\d:\d\d:\d\d {2}|── )/;

/** Redraws in place on a terminal; prints a line for everything that happens elsewhere. */
export function openDisplay(
  options: {
    readonly plain: boolean;
    readonly json: boolean;
    readonly tour: boolean;
  },
  { stdout, stderr }: Readonly<Record<'stdout' | 'stderr', DisplayStream>> = process,
): Display {
  // The one line of figures must be alone on standard output.
  const out = options.json ? stderr : stdout;
  // What an event, a mall or a shop calls itself is among it.
  const say = (sentence: string) => {
    const columns = out.isTTY ? out.columns || 80 : Number.POSITIVE_INFINITY;
    for (const line of printableLines(sentence).split('\n')) {
      const label = labelOf.exec(line)?.[0] ?? '';
      const parts = wrapped(line.slice(label.length), Math.max(1, columns - label.length));
      for (const [index, part] of parts.entries())
        out.write(`${index === 0 ? label : ' '.repeat(label.length)}${part}\n`);
    }
  };
  if (options.plain || !out.isTTY) {
    return {
      say,
      happened: ({ atMs, text, kind }) => {
        // The tour tells its story itself: what the functions log beside it would drown it.
        if (!options.tour || kind !== 'plain') say(`${timeText(atMs)}  ${printable(text)}`);
      },
      show: async () => {},
      end: () => {},
    };
  }
  const paint: Paint = (look, text) => styleText(look, text, { stream: out });
  const screen = openScreen(out);
  let shown: ViewState | null = null;
  let said = '';
  const draw = (state: ViewState): void => {
    const { columns, rows } = out;
    const notice = said === '' ? [] : wrapped(said, columns).map((line) => paint('bold', line));
    screen.draw([...frame(state, { columns, rows: rows - notice.length }, paint), ...notice]);
  };
  return {
    // Printed under a picture that is drawn over and over, it would be torn apart: it becomes its last line.
    say(sentence) {
      if (shown === null) return say(sentence);
      said = printable(sentence);
      draw(shown);
    },
    happened: () => {},
    async show(state) {
      // Before it is painted: colours are control characters, too.
      const next = printableData(await state());
      // A second Ctrl-C ends the process within any picture, and must leave a cursor.
      if (shown === null) process.once('exit', screen.end);
      shown = next;
      draw(next);
    },
    end() {
      shown = null;
      screen.end();
    },
  };
}
