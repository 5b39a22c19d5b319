import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MallSimulator } from '../../simulator/index.ts';

/** The names that `bundle-ops.ts` writes in: the packed command line has no folders to look into. */
declare const PACKED_MALLS: readonly string[] | undefined;

/** The malls that can be simulated, by name: each is a folder of `simulator/`. */
export function mallNames(): readonly string[] {
  if (typeof PACKED_MALLS !== 'undefined') return PACKED_MALLS;
  const folder = join(import.meta.dirname, '../../simulator');
  const isMall = (name: string): boolean => existsSync(join(folder, name, 'index.ts'));
  return readdirSync(folder).filter(isMall).sort();
}

export async function loadMalls(): Promise<ReadonlyMap<string, MallSimulator>> {
  const load = async (name: string): Promise<[string, MallSimulator]> => {
    // The path begins with a fixed part and ends with one, so that the bundler finds every mall.
    const { simulator } = (await import(`../../simulator/${name}/index.ts`)) as { simulator: MallSimulator };
    return [name, simulator];
  };
  return new Map(await Promise.all(mallNames().map(load)));
}
