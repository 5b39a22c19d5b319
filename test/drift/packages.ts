import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const list = fileURLToPath(new URL('./packages.json', import.meta.url));

/** A package whose files are read, and never run. */
interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** `sha512-…` of the archive, as the registry publishes it. */
  readonly integrity: string;
}

/** The packages of the malls' own models, unpacked. */
export interface Packages {
  /** The path of a file of a package. */
  readonly at: (name: string, ...path: readonly string[]) => string;
  /** `@shopify/dev-mcp 1.16.0`, and so on. */
  readonly versions: readonly string[];
}

/** What follows where a judge names something. */
export const whatToDo = 'Each line is one thing to do: docs/how-to/model-drift.md says how.';

/** Defines tests of what a mall's own model has, by name of the mall. Where the packages cannot be had they are skipped, and say so. */
export function judgedBy(mall: string, tests: (packages: Packages) => void): void {
  const packages = unpackedPackages();
  if ('missing' in packages) {
    const { missing } = packages;
    process.stderr.write(`\nSKIPPED: the judgement by the model of ${mall}, because ${missing}\n`);
    it('the packages of the models are there when CI=true', () => {
      expect(process.env.CI === 'true' ? missing : null).toBeNull();
    });
    return;
  }
  // The tests' report has them: a failure of the newest versions is another one than a failure of these.
  process.stderr.write(`\nJudged by ${packages.versions.join(', ')}.\n`);
  describe(`the model of ${mall}`, () => tests(packages));
}

/**
 * Unpacks the packages of `packages.json` into the project's cache, once for each list of versions. What comes must have the hash that is
 * written there. With `DRIFT_PACKAGES=newest` the registry's newest versions are taken instead, by the hashes that it names itself.
 */
function unpackedPackages(): Packages | { readonly missing: string } {
  try {
    const pinned = JSON.parse(readFileSync(list, 'utf8')) as readonly PinnedPackage[];
    const wanted = process.env.DRIFT_PACKAGES === 'newest' ? pinned.map(({ name }) => newestOf(name)) : pinned;
    const key = createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 12);
    const folder = join(root, '.cache', `official-models-${key}`);
    if (!existsSync(folder)) unpack(wanted, folder);
    return {
      at: (name, ...path) => join(folder, flat(name), ...path),
      versions: wanted.map(({ name, version }) => `${name} ${version}`),
    };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

const flat = (name: string): string => name.replace('/', '+');

function newestOf(name: string): PinnedPackage {
  const { version, 'dist.integrity': integrity } = JSON.parse(
    outputOf('npm', ['view', name, 'version', 'dist.integrity', '--json']),
  ) as { readonly version: string; readonly 'dist.integrity': string };
  return { name, version, integrity };
}

/** Whole or not at all: two test runs may unpack at once, and either may be ended in between. */
function unpack(wanted: readonly PinnedPackage[], folder: string): void {
  process.stderr.write("\nFetching the malls' models for these tests: about 14 MB, once.\n");
  const incomplete = `${folder}.${process.pid}`;
  try {
    for (const one of wanted) unpackOne(one, join(incomplete, flat(one.name)));
    if (!existsSync(folder)) renameSync(incomplete, folder);
  } finally {
    rmSync(incomplete, { recursive: true, force: true });
  }
}

function unpackOne({ name, version, integrity }: PinnedPackage, folder: string): void {
  mkdirSync(folder, { recursive: true });
  // The archive alone: what the package depends on is neither fetched nor run.
  outputOf('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--silent', '--pack-destination', folder]);
  const archive = join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '');
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== integrity) {
    throw new Error(
      `${name} ${version} is not what test/drift/packages.json pins: got ${found}, expected ${integrity}. Look who changed it before you take it.`,
    );
  }
  outputOf('tar', ['-xzf', archive, '-C', folder, '--strip-components', '1']);
  rmSync(archive);
}

function outputOf(command: string, args: readonly string[]): string {
  const ended = spawnSync(command, args, { encoding: 'utf8', cwd: root });
  if (ended.status === 0) return ended.stdout;
  const said = ended.error?.message ?? `${ended.stdout}${ended.stderr}`.trim().split('\n').slice(-5).join('\n');
  throw new Error(`"${[command, ...args].join(' ')}" ended with ${ended.status}:\n${said}`);
}
