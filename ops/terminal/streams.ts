import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';

export type Input = Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };

export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

export interface Streams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Real milliseconds since any moment; it paces how often progress is shown. */
  monotonicMs(): number;
  /** Source of Ctrl-C; absent where there is no keyboard. */
  readonly signals?: Signals;
  /** Puts a colour on a text of stdout; absent where there are no colours. */
  readonly paint?: Paint;
}

/** What a text looks like, by what it means. */
export type Look = 'good' | 'warn' | 'bad';
export type Paint = (look: Look, text: string) => string;

const colours = { good: 'green', warn: 'yellow', bad: 'red' } as const;

/** Colours where a stream shows them. It asks the terminal, `NO_COLOR` and `FORCE_COLOR`: https://nodejs.org/api/util.html#utilstyletextformat-text-options */
export function paintOn(stream: Output): Paint {
  return (look, text) => styleText(colours[look], text, { stream });
}

type EndSignal = 'SIGINT' | 'SIGTERM';
const endSignals: readonly EndSignal[] = ['SIGINT', 'SIGTERM'];

export interface Signals {
  once(signal: EndSignal, listener: () => void): unknown;
  off(signal: EndSignal, listener: () => void): unknown;
}

export interface Interruption {
  isAsked(): boolean;
  wait(ms: number): Promise<void>;
  /** Ctrl-C ends the process at once again. */
  release(): void;
}

/** The first Ctrl-C only sets a flag; a second one ends the process at once, as usual. */
export function listenForInterruption(signals: Signals | undefined): Interruption {
  const end = new AbortController();
  const listener = (): void => end.abort();
  for (const signal of endSignals) signals?.once(signal, listener);
  return {
    isAsked: () => end.signal.aborted,
    wait: (ms) =>
      new Promise((resolve) => {
        if (end.signal.aborted) return resolve();
        const timer = setTimeout(resolve, ms);
        end.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      }),
    release: () => {
      for (const signal of endSignals) signals?.off(signal, listener);
    },
  };
}
