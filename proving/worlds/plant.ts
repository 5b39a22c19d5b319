import { registerHooks } from 'node:module';
import { plantableSources } from './anchors.ts';
import { type Mutant, plantedFiles } from './mutant.ts';

/** Lets this thread read some files otherwise, from now on. The bug exists in memory only. */
export function plant(planted: Mutant): void {
  const urlOf = (path: string): URL => new URL(`../../${path}`, import.meta.url);
  const files = plantedFiles(planted, plantableSources());
  const sources = new Map([...files].map(([path, source]) => [urlOf(path).href, source]));
  registerHooks({
    load(url, context, next) {
      const source = sources.get(url);
      if (source === undefined) return next(url, context);
      return { format: 'module-typescript', source, shortCircuit: true };
    },
  });
}
