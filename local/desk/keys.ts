import type { DeskMall, DeskYahoo } from './desk-mall.ts';
import { breakMall, mendMall } from './tour.ts';

/** Lets a person at the terminal break a mall and mend it with a key. Returns how to let go of the keyboard. */
export function followKeys(
  input: NodeJS.ReadStream,
  mall: DeskMall,
  yahoo: DeskYahoo,
  tell: (kind: 'good' | 'bad', text: string) => void,
): () => void {
  if (!input.isTTY) return () => {};
  const onKey = (data: Buffer): void => {
    switch (data.toString()) {
      case 'b':
        breakMall(mall);
        tell('bad', 'You broke RMS. [m] mends it.');
        return;
      case 'm':
        mendMall(mall);
        tell('good', 'You mended RMS.');
        return;
      case 'y':
        breakMall(yahoo);
        tell('bad', 'You broke Yahoo!ショッピング. [u] mends it.');
        return;
      case 'u':
        mendMall(yahoo);
        tell('good', 'You mended Yahoo!ショッピング.');
        return;
      // In raw mode Ctrl-C is a key like any other.
      case '\u0003':
        process.kill(process.pid, 'SIGINT');
    }
  };
  input.setRawMode(true);
  input.resume();
  input.on('data', onKey);
  return () => {
    input.off('data', onKey);
    input.setRawMode(false);
    input.pause();
  };
}
