import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of the product whose files are mutated. Templates are judged by syntheses, which take too long for each mutant. */
const mutated = ['core', 'malls', 'aws', 'wiring', 'language', 'views', 'ops', 'console'];

/** Shorter files hold no decision, longer ones take more than half an hour. */
const lines = { from: 60, to: 350 };

/** Scenes, worlds and laws that judge a folder beside its own tests. */
const simulations: Readonly<Record<string, readonly string[]>> = {
  'core/status': ['laws-of-statuses', 'scenes-of-one-order'],
  'core/model': ['laws-of-statuses', 'scenes-of-one-order', 'scenes-of-stock'],
  'core/session': ['scenes-of-one-order', 'scenes-of-stock'],
  'core/stock': ['scenes-of-stock'],
  'core/outage': ['scenes-of-outages'],
};

/** The files that can be mutated, by their paths in the project. */
export function mutableFiles(root: string): string[] {
  return mutated.flatMap((folder) => sourcesIn(root, folder)).filter((path) => isOfRightLength(join(root, path)));
}

function sourcesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/(^|\/)(index|wire)\.ts$|\.generated\.|settings\.ts$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function isOfRightLength(path: string): boolean {
  const count = readFileSync(path, 'utf8').split('\n').length;
  return count >= lines.from && count <= lines.to;
}

/** The tests that judge the mutants of a file, as patterns: those of its folder, or of the nearest one above that has any, and its simulations. */
export function judgesOf(root: string, path: string): string[] {
  const folder = path.split('/').slice(0, -1);
  const own = ['unit', 'runs'].flatMap((tier) => nearest(root, `test/${tier}`, folder) ?? []);
  const more = simulations[folder.slice(0, 2).join('/')] ?? [];
  return [...own.map((found) => `${found}/**/*.test.ts`), ...more.map((name) => `test/simulation/${name}.test.ts`)];
}

function nearest(root: string, tier: string, folder: readonly string[]): string | null {
  for (let length = folder.length; length > 0; length--) {
    const path = [tier, ...folder.slice(0, length)].join('/');
    if (existsSync(join(root, path))) return path;
  }
  return null;
}
