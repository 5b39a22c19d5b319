import { refusesShop, TsunagiError } from '../errors.ts';
import type { StockDoor, StockReading } from '../ports/stock-door.ts';
import { isDefect } from '../status/outcome.ts';
import { inChunks } from '../units.ts';
import type { StockRun } from './stock-run.ts';

/** What the mall shows of some items, and why it could not be asked for the others. */
export interface ItemsRead {
  readonly readings: ReadonlyMap<string, StockReading>;
  /** By item; null where there was no time left, or something had ended the run. */
  readonly errors: ReadonlyMap<string, TsunagiError | null>;
}

/**
 * Reads items, as few calls as the mall allows. An item that spoils a call is told apart by halving; what of it is a defect of
 * ours is noted in the run. Where the mall refuses the shop, all that are left get that error without a call. Throws only `store.failing`.
 */
export async function readItems(
  run: Pick<StockRun, 'traits' | 'noteDefect'> & { readonly door: Pick<StockDoor, 'read'> },
  items: readonly string[],
  mayCall: () => boolean,
): Promise<ItemsRead> {
  const readings = new Map<string, StockReading>();
  const errors = new Map<string, TsunagiError | null>();
  const parts = inChunks([...new Set(items)], run.traits.readBatch);
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    if (!mayCall()) {
      for (const item of part) errors.set(item, null);
      continue;
    }
    try {
      const answer = await run.door.read(part);
      for (const item of part) {
        const reading = answer.get(item);
        if (reading === undefined) errors.set(item, unreadable());
        else readings.set(item, reading);
      }
    } catch (error) {
      const known = error instanceof TsunagiError ? error : null;
      if (known?.code === 'store.failing') throw known;
      if (refusesShop(error)) {
        for (const item of [part, ...parts].flat()) errors.set(item, error);
        break;
      }
      if ((isDefect(error) || known?.code === 'mall.refused') && part.length > 1) {
        const half = Math.ceil(part.length / 2);
        parts.unshift(part.slice(0, half), part.slice(half));
        continue;
      }
      for (const item of part) {
        if (known === null) run.noteDefect(item, error);
        errors.set(item, known);
      }
    }
  }
  return { readings, errors };
}

function unreadable(): TsunagiError {
  return new TsunagiError(
    'mall.unreadable',
    'later',
    'The answer of the mall says nothing of an item that was asked for.',
  );
}
