import type { Readable, Writable } from 'node:stream';
import type { Signals } from './interruption.ts';

/** Standard input as Node gives it. */
export type Input = Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };

/** Standard output or error as Node gives it. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export interface Streams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Real milliseconds since any moment; it paces how often progress is shown. */
  monotonicMs(): number;
  /** Source of Ctrl-C; absent where there is no keyboard. */
  readonly signals?: Signals;
}
