import { isDefect, mayBeApplied, type RetryIntent, type TsunagiError } from '../../../core/kernel/errors.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import { type FaultName, levelsFor, type MallSubject } from './subject.ts';

/** How a call ended under a fault. */
export interface Ending {
  /** The code of the error; of an answer what it says of the item. */
  readonly code: string;
  readonly retry: RetryIntent | null;
  /** Whether core takes it for possible that levels were set. */
  readonly open: boolean;
  /** When the mall truly had the level. */
  readonly set: 'at once' | 'later' | 'never';
}

/** What became of the two calls of a door under one fault; null where the mall knows no such fault. */
export interface Played {
  readonly read: Ending;
  readonly set: Ending;
}

/** Strikes a fault on a call that reads and on one that sets, each at a mall of its own. */
export async function playFault(subject: MallSubject, fault: FaultName): Promise<Played | null> {
  const read = await play(subject, fault, 'read');
  const set = await play(subject, fault, 'set');
  return read && set ? { read, set } : null;
}

async function play(subject: MallSubject, fault: FaultName, kind: keyof Played): Promise<Ending | null> {
  const mall = await subject.open();
  const { stock } = mall.shop;
  const [item] = mall.items;
  try {
    const levels = await levelsFor(mall.shop, [item], 77);
    if (!(await mall.break(fault))) return null;
    const call = async (): Promise<string> => {
      if (kind === 'set') return (await stock.set(levels)).items.get(item)?.kind ?? 'silent';
      return (await stock.read([item])).get(item)?.kind ?? 'silent';
    };
    const ended = await call().then(
      (code) => ({ code, retry: null, open: code === 'unproven' }),
      (error: unknown) => {
        if (isDefect(error)) throw error;
        const { code, retry } = error as TsunagiError;
        return { code, retry, open: mayBeApplied(error) };
      },
    );
    mall.mend();
    const atOnce = mall.levelOf(item) === 77;
    mall.advance(10 * minuteMs);
    // Whatever comes later is carried out at the mall's next exchange.
    await stock.read([item]).catch(() => {});
    return { ...ended, set: atOnce ? 'at once' : mall.levelOf(item) === 77 ? 'later' : 'never' };
  } finally {
    await mall.stop();
  }
}
