import { sentence, TsunagiError } from '../core/kernel/index.ts';
import type { MallName } from '../core/model/index.ts';

/** Something of every mall. */
interface ByMall<One> {
  readonly names: readonly MallName[];
  /** Throws an `input.invalid` for a name that is not among them. */
  of(mall: MallName): One;
}

/** What one of the three lists of malls has, by the malls' names. A mall of which it has nothing is not there. */
export function byName<One>(all: Readonly<Record<MallName, One>>): ByMall<One> {
  const names = Object.keys(all).sort();
  return {
    names,
    of(mall) {
      const found = Object.hasOwn(all, mall) ? all[mall] : undefined;
      if (found !== undefined) return found;
      const there = `There are ${names.join(', ')}.`;
      throw new TsunagiError('input.invalid', 'never', sentence`There is no mall ${JSON.stringify(mall)}. ${there}`);
    },
  };
}
