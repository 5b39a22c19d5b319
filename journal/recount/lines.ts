import { createReadStream } from 'node:fs';

/** A line of a file, without its end. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line without an end: what a killed process was writing. */
  readonly isWhole: boolean;
}

const newline = 0x0a;

/** The lines of a file, one after the other, whatever its size. Throws when it cannot be read. */
export async function* linesOf(path: string): AsyncGenerator<Line> {
  let number = 0;
  let parts: Buffer[] = [];
  const take = (isWhole: boolean): Line => {
    const text = Buffer.concat(parts).toString('utf8');
    parts = [];
    number += 1;
    return { number, text, isWhole };
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      parts.push(chunk.subarray(start, end));
      start = end + 1;
      yield take(true);
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length > 0) yield take(false);
}
