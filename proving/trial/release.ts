import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../core/ports/system.ts';
import { isolateBundles, readAssembly } from '../../local/assembly/assembly.ts';
import { Resources } from '../../local/assembly/resources.ts';
import { synthesise } from '../../local/assembly/synthesise.ts';
import { type FunctionShape, functionsOf } from '../../local/functions/function-shape.ts';
import { type OpenPorts, openPorts, readPortSettings } from '../../wiring/ports.ts';
import { memoryLog } from '../memory/index.ts';
import { describeRelease } from '../release/describe.ts';
import type { ReleaseFacts } from '../release/facts.ts';

/** A release that can be run on trial. */
export interface Release {
  readonly name: string;
  readonly facts: Pick<ReleaseFacts, 'functions' | 'tables'>;
  /** Its functions by the name of their folder. */
  readonly functions: ReadonlyMap<string, FunctionShape>;
  /** Its own way to read and write rows. The SDK takes its endpoints from this process's environment. */
  open(environment: Readonly<Record<string, string>>): OpenPorts;
}

/** The release that this tree is, with everything its templates hold. */
export interface PresentRelease extends Release {
  readonly resources: Resources;
  /** Removes what was written for it. */
  remove(): void;
}

/** What the bundle of a kept release exports beside its handlers. */
interface KeptModule {
  openPorts(environment: Readonly<Record<string, string>>, log: Log): OpenPorts;
}

/** Where releases are kept. */
export const releasesFolder = fileURLToPath(new URL('../../releases/', import.meta.url));

/** Synthesises this tree: its functions are the bundles that would be deployed, of an installation that works with these malls. */
export async function presentRelease(malls: readonly string[] = ['rms']): Promise<PresentRelease> {
  const assembly = mkdtempSync(join(tmpdir(), 'tsunagi-present-'));
  const nowhere = Object.fromEntries(malls.map((mall) => [mall, { baseUrl: 'http://127.0.0.1' }]));
  await synthesise({ outdir: assembly, sites: nowhere, debuggable: false });
  isolateBundles(assembly);
  const resources = new Resources(readAssembly(assembly), (name) => `http://127.0.0.1/${name}`);
  const facts = describeRelease(assembly);
  const shapes = functionsOf(resources);
  const functions = facts.functions.map(({ name }) => [name, named(shapes, name)] as const);
  return {
    name: 'this tree',
    facts,
    functions: new Map(functions),
    resources,
    open: (environment) => openPorts(readPortSettings(environment), memoryLog()),
    remove: () => rmSync(assembly, { recursive: true }),
  };
}

function named(shapes: readonly FunctionShape[], name: string): FunctionShape {
  const shape = shapes.find((one) => one.name.endsWith(`-${name}`));
  if (shape === undefined) throw new Error(`The templates have no function ${name}.`);
  return shape;
}

/** The versions that are kept, the newest last. */
export function keptVersions(): string[] {
  const folders = readdirSync(releasesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** A release as it was kept. Throws when its code is not what it was. */
export function keptRelease(version: string, releases = releasesFolder): Release {
  const folder = join(releases, version);
  const kept = JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')) as ReleaseFacts;
  const code = join(folder, 'functions.cjs');
  const sha256 = createHash('sha256').update(readFileSync(code)).digest('hex');
  if (sha256 !== kept.sha256) {
    throw new Error(
      `releases/${version}/functions.cjs is not what was kept: its sha256 is ${sha256}, not ${kept.sha256}. Take it back from git; a release does not change.`,
    );
  }
  return runnable(version, kept, folder, 'functions', () => createRequire(import.meta.url)(code) as KeptModule);
}

/** A release whose functions lie in one bundle, as `bundleRelease` writes it. */
export function runnable(
  name: string,
  facts: Release['facts'],
  folder: string,
  file: string,
  load: () => KeptModule,
): Release {
  const functions = facts.functions.map(({ name: functionName, handler, memoryMiB, timeoutSeconds, variables }) => {
    const shape: FunctionShape = {
      name: functionName,
      arn: `arn:aws:lambda:ap-northeast-1:000000000000:function:${functionName}`,
      logicalId: functionName,
      handler: `${file}.${handler}`,
      bundle: folder,
      variables,
      memoryMiB,
      timeoutMs: timeoutSeconds * 1_000,
      logsAsJson: true,
      concurrencyMax: 10,
      asyncPolicies: { live: { maxRetries: 0, maxAgeMs: 60_000 } },
    };
    return [functionName, shape] as const;
  });
  return {
    name,
    facts,
    functions: new Map(functions),
    open: (environment) => load().openPorts(environment, memoryLog()),
  };
}
