import { fitting, printable, printableJson } from '../../core/kernel/index.ts';
import { t } from '../../language/index.ts';
import { bytesOf } from '../files/read-file.ts';
import { askAnswer, askSecret } from './ask.ts';
import { openScreen } from './screen.ts';
import { type Interruption, listenForInterruption, type Output, type Streams } from './streams.ts';
import { type Block, laidOut } from './table.ts';

/** How a command speaks: results on stdout, everything about them on stderr. Control characters of outside text never reach a terminal. */
export interface Terminal {
  /** Columns of stdout; null when it is no terminal and lines have no limit. */
  readonly width: number | null;
  print(...blocks: readonly Block[]): void;
  printJson(value: unknown): void;
  write(bytes: Uint8Array): Promise<void>;
  say(...blocks: readonly Block[]): void;
  /** How far a long command has come: one line that changes on a terminal, else a line every few seconds, and each that `lasts`. */
  progress(line: string, lasts?: boolean): void;
  endProgress(): void;
  /** Asks for a line; null when there is no terminal, empty when the operator gave up. */
  answer(question: string): Promise<string | null>;
  /** Asks for a secret without showing it; null when there is no terminal, or the operator gave up. */
  secret(question: string): Promise<string | null>;
  /** Everything on standard input. Throws an `InputError` where it is too much. */
  input(): Promise<string>;
  /** Results that take the place of those before, on a terminal; elsewhere they follow them, behind an empty line. */
  redraw(...blocks: readonly Block[]): void;
  /** Leaves the last of them where it stands, and gives the cursor back. */
  endRedraw(): void;
  /** From now on the first Ctrl-C only asks a long command to end, until it is released. */
  interruption(): Interruption;
}

const inPlaceEveryMs = 100;
const lineEveryMs = 5_000;

export function createTerminal({ stdin, stdout, stderr, monotonicMs, signals, paint }: Streams): Terminal {
  const inPlace = stderr.isTTY === true;
  const everyMs = inPlace ? inPlaceEveryMs : lineEveryMs;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let lineStands = false;

  const endProgress = (): void => {
    if (lineStands) stderr.write('\r\u001b[2K');
    lineStands = false;
  };
  // A terminal that does not know its width says 0.
  const width = stdout.isTTY ? stdout.columns || 80 : null;
  const writeTo = (stream: Output, blocks: readonly Block[]): void => {
    endProgress();
    for (const line of laidOut(blocks, width, stream === stdout ? paint : undefined)) stream.write(`${line}\n`);
  };
  const asked = (question: string): string => `${laidOut([question.trimEnd()], width).join('\n')} `;
  const screen = openScreen(stdout);
  let redrawn = false;
  const print = (...blocks: readonly Block[]): void => writeTo(stdout, blocks);
  return {
    width,
    print,
    // Never broken: it is one line for a program.
    printJson: (value) => print(() => [printableJson(value)]),
    async write(bytes) {
      if (stdout.write(stdout.isTTY ? harmless(bytes) : bytes)) return;
      await new Promise<void>((resolve) => stdout.once('drain', resolve));
    },
    say: (...blocks) => writeTo(stderr, blocks),
    progress(line, lasts = false) {
      const now = monotonicMs();
      if (!lasts && now - shownAtMs < everyMs) return;
      shownAtMs = now;
      if (!inPlace) {
        stderr.write(`${printable(line)}\n`);
        return;
      }
      stderr.write(`\r\u001b[2K${fitting(printable(line), (stderr.columns || 80) - 1)}`);
      lineStands = true;
    },
    endProgress,
    answer: async (question) => (stdin.isTTY ? askAnswer(stdin, stderr, asked(question)) : null),
    secret: async (question) => (stdin.isTTY ? askSecret(stdin, stderr, asked(question)) : null),
    input: async () => new TextDecoder().decode(await bytesOf(stdin, 'stdin')),
    redraw(...blocks) {
      if (!stdout.isTTY) print(...(redrawn ? [''] : []), ...blocks);
      else {
        endProgress();
        screen.draw(fittingRows(laidOut(blocks, width, paint), stdout.rows || 24));
      }
      redrawn = true;
    },
    endRedraw() {
      if (stdout.isTTY && redrawn) screen.end();
    },
    interruption: () => listenForInterruption(signals),
  };
}

/** As many lines as can be drawn in place: the last row is for the cursor. */
function fittingRows(lines: readonly string[], rows: number): readonly string[] {
  const room = Math.max(1, rows - 1);
  if (lines.length <= room) return lines;
  return [...lines.slice(0, room - 1), t`… ${lines.length - room + 1} more lines: a taller terminal shows them`];
}

/** Bytes of a file for a terminal, in any encoding it may have: but for tabs and line ends, no control character is left. */
function harmless(bytes: Uint8Array): Uint8Array {
  const text = utf8(bytes);
  if (text !== null) return Buffer.from(text.replaceAll(/[^\t\n\r]+/g, printable), 'utf8');
  return bytes.map((byte) =>
    (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f ? 0x20 : byte,
  );
}

/** The text; null where it is in another encoding, Shift_JIS for instance. */
function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
