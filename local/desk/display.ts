import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { printable, printableData, printableLines } from '../../core/kernel/index.ts';
import { frame } from '../view/frame.ts';
import type { Paint } from '../view/paint.ts';
import { openScreen } from '../view/screen.ts';
import type { Happening, ViewState } from '../view/state.ts';
import { timeText } from '../view/words.ts';

/** What the person at the terminal sees. */
export interface Display {
  /** A sentence about the start or the end. */
  say(sentence: string): void;
  happened(happening: Happening): void;
  /** Shows the present state, where it is shown at all. */
  show(state: () => Promise<ViewState>): Promise<void>;
  end(): void;
}

/** A standard stream as Node gives it. */
type DisplayStream = Pick<WriteStream, 'write' | 'columns' | 'rows'> &
  NodeJS.WritableStream & { readonly isTTY?: boolean };

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
  const say = (sentence: string) => void out.write(`${printableLines(sentence)}\n`);
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
  return {
    say,
    happened: () => {},
    async show(state) {
      // Before it is painted: colours are control characters, too.
      screen.draw(frame(printableData(await state()), { columns: out.columns, rows: out.rows }, paint));
    },
    end: () => screen.end(),
  };
}
