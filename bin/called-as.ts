import { basename } from 'node:path';

/**
 * How a program that `ops` can start, too, was called: `ops drill` behind `ops`, which may be the packed one, far from this repository;
 * `npm run drill --` otherwise. For its help and its errors, so that what they tell to type is there.
 */
export function calledAs(name: string, startedBy: string = process.argv[1] ?? ''): string {
  return /^ops(?:\.\w+)?$/.test(basename(startedBy)) ? `ops ${name}` : `npm run ${name} --`;
}
