import { createInterface } from 'node:readline';
import type { Input, Output } from './streams.ts';

/** What cursor keys and the like send. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const escapeSequence = /\u001b\[[0-9;]*[A-Za-z~]/g;

/** Asks for a secret and shows nothing of the answer; null after Ctrl-C or Ctrl-D. Handles backspace: the terminal's own line editing is off. */
export function askSecret(stdin: Input, stderr: Output, question: string): Promise<string | null> {
  return new Promise((resolve) => {
    let answer = '';
    const end = (result: string | null, rest: string): void => {
      stdin.off('data', onData);
      stdin.setRawMode?.(false);
      stdin.pause();
      // Two answers pasted at once: the second one is for the next question.
      if (rest !== '') stdin.unshift(Buffer.from(rest));
      stderr.write('\n');
      resolve(result);
    };
    const onData = (chunk: Buffer | string): void => {
      const typed = chunk.toString().replaceAll(escapeSequence, '');
      for (const [index, character] of [...typed].entries()) {
        switch (character) {
          case '\r':
          case '\n':
            end(answer, [...typed].slice(index + 1).join(''));
            return;
          case '\u0003':
          case '\u0004':
            end(null, '');
            return;
          case '\u007f':
          case '\b':
            answer = [...answer].slice(0, -1).join('');
            break;
          default:
            if (character >= ' ') answer += character;
        }
      }
    };
    stderr.write(question);
    stdin.setRawMode?.(true);
    stdin.on('data', onData);
    stdin.resume();
  });
}

/** Asks for a line on a terminal. Empty when the person ended the input instead. */
export function askAnswer(stdin: Input, stderr: Output, question: string): Promise<string> {
  return new Promise((resolve) => {
    stderr.write(question);
    const reader = createInterface({ input: stdin, terminal: false });
    reader.once('line', (line) => {
      resolve(line);
      reader.close();
    });
    reader.once('close', () => resolve(''));
  });
}
