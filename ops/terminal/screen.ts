import type { Output } from './streams.ts';

export interface Screen {
  draw(lines: readonly string[]): void;
  end(): void;
}

const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const clearLine = '\x1b[K';
const clearBelow = '\x1b[J';
const up = (lines: number) => (lines > 0 ? `\x1b[${lines}A` : '');

/** Draws in place on a terminal. One write a picture, so that nothing flickers. */
export function openScreen(terminal: Pick<Output, 'write'>): Screen {
  let drawn = 0;
  return {
    draw(lines) {
      const text = lines.map((line) => `${line}${clearLine}\n`).join('');
      terminal.write(`${hideCursor}\r${up(drawn)}${text}${clearBelow}`);
      drawn = lines.length;
    },
    end() {
      terminal.write(showCursor);
    },
  };
}
