import { createInterface } from 'node:readline';
import type { Input, Output } from './streams.ts';

/** Asks for a line on a terminal. Null when the person ended the input instead. */
export function askAnswer(stdin: Input, stderr: Output, question: string): Promise<string | null> {
  return new Promise((resolve) => {
    stderr.write(question);
    const reader = createInterface({ input: stdin, terminal: false });
    reader.once('line', (line) => {
      resolve(line);
      reader.close();
    });
    reader.once('close', () => resolve(null));
  });
}
