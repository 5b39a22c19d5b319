import type { DeskMall } from './desk-mall.ts';
import { breakMall, mendMall } from './tour.ts';

/** Lets a person at the terminal break a mall and mend it with a key. Returns how to let go of the keyboard. */
export function followKeys(
  input: NodeJS.ReadStream,
  malls: readonly Pick<DeskMall, 'simulator' | 'act'>[],
  tell: (kind: 'good' | 'bad', text: string) => void,
): () => void {
  if (!input.isTTY) return () => {};
  const acts = new Map<string, () => void>();
  for (const mall of malls) {
    const { title, played } = mall.simulator;
    const [breaks, mends] = played.keys;
    acts.set(breaks, () => {
      breakMall(mall);
      tell('bad', `You broke ${title}. [${mends}] mends it.`);
    });
    acts.set(mends, () => {
      mendMall(mall);
      tell('good', `You mended ${title}.`);
    });
  }
  // In raw mode Ctrl-C is a key like any other.
  acts.set('\u0003', () => process.kill(process.pid, 'SIGINT'));
  const onKey = (data: Buffer): void => acts.get(data.toString())?.();
  input.setRawMode(true);
  input.resume();
  input.on('data', onKey);
  return () => {
    input.off('data', onKey);
    input.setRawMode(false);
    input.pause();
  };
}
