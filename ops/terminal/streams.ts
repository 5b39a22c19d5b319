import type { Readable, Writable } from 'node:stream';

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

/** The source of the interrupt signal. */
export interface Signals {
  once(signal: 'SIGINT', listener: () => void): unknown;
  off(signal: 'SIGINT', listener: () => void): unknown;
}

/** Whether Ctrl-C has been typed since. */
export interface Interruption {
  isAsked(): boolean;
  /** Ctrl-C ends the process at once again. */
  release(): void;
}

/** The first Ctrl-C only sets a flag; a second one ends the process at once, as usual. */
export function listenForInterruption(signals: Signals | undefined): Interruption {
  let asked = false;
  const listener = (): void => {
    asked = true;
  };
  signals?.once('SIGINT', listener);
  return { isAsked: () => asked, release: () => void signals?.off('SIGINT', listener) };
}
