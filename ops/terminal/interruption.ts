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
