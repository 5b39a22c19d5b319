import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A resource as the template has it, intrinsic functions and all. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** One synthesised stack: its template, and where its bundles lie. */
export interface StackTemplate {
  readonly name: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>>;
  readonly parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
  /** Folders of bundles by the object key their zip file would have in S3. */
  readonly bundles: ReadonlyMap<string, string>;
}

interface Manifest {
  readonly artifacts?: Readonly<
    Record<
      string,
      { readonly type: string; readonly properties?: { readonly templateFile?: string; readonly stackName?: string } }
    >
  >;
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path?: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

/**
 * Reads every stack of a cloud assembly, the folder that `cdk synth` writes.
 * Throws when there is no assembly in the folder.
 */
export function readAssembly(folder: string): StackTemplate[] {
  const artifacts = Object.entries(readJson<Manifest>(folder, 'manifest.json').artifacts ?? {});
  const stacks = artifacts.flatMap(([id, artifact]) => {
    const { templateFile, stackName } = artifact.properties ?? {};
    if (artifact.type !== 'aws:cloudformation:stack' || templateFile === undefined) return [];
    const template = readJson<Record<string, Record<string, never> | undefined>>(folder, templateFile);
    return [
      {
        name: stackName ?? id,
        resources: template.Resources ?? {},
        outputs: template.Outputs ?? {},
        parameters: template.Parameters ?? {},
        bundles: bundlesOf(
          folder,
          `${id}.assets.json`,
          artifacts.some(([name]) => name === `${id}.assets`),
        ),
      },
    ];
  });
  if (stacks.length === 0) throw new Error(`${resolve(folder)} holds no stack. Synthesise one into it: npm run synth.`);
  return stacks;
}

/**
 * Cuts the bundles off from the package.json of whatever project their folder lies in, as they are on Lambda: there a `.js`
 * file is CommonJS unless its own bundle says otherwise.
 */
export function isolateBundles(folder: string): void {
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
}

function bundlesOf(folder: string, file: string, exists: boolean): Map<string, string> {
  const bundles = new Map<string, string>();
  if (!exists) return bundles;
  for (const { source, destinations } of Object.values(readJson<AssetManifest>(folder, file).files ?? {})) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations)) bundles.set(objectKey, resolve(folder, source.path));
  }
  return bundles;
}

function readJson<T>(folder: string, file: string): T {
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
  } catch (cause) {
    throw new Error(
      `${join(resolve(folder), file)} cannot be read as a part of a cloud assembly. Run: npm run synth.`,
      {
        cause,
      },
    );
  }
}
