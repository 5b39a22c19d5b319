import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'esbuild';

const load = createRequire(import.meta.url);

/** A file of a dependency of which a bundle keeps a part. The part is made from the file, so it follows the dependency's version. */
export interface Part {
  readonly file: RegExp;
  /** The module that stands in the bundle, from the file's path. */
  readonly kept: (path: string) => string;
}

/** `docs/decisions/0025-parts-of-dependencies.md` has what each saves. */
export const parts: readonly Part[] = [
  {
    // undici's parser of HTTP/1, which it loads for its first connection. As base64 the WebAssembly is a tenth of a bundle.
    file: /\/undici\/lib\/llhttp\/llhttp_simd-wasm\.js$/,
    kept(path) {
      const packed = brotliCompressSync(load(path)).toString('base64');
      return `module.exports = require('node:zlib').brotliDecompressSync(Buffer.from('${packed}', 'base64'));`;
    },
  },
  {
    // The parser's numbers by name. undici's client reads those of errors; methods, statuses and characters are for servers.
    file: /\/undici\/lib\/llhttp\/constants\.js$/,
    kept(path) {
      const client = readFileSync(join(path, '../../dispatcher/client-h1.js'), 'utf8');
      const names = new Set([...client.matchAll(/\bconstants\.([A-Z_]+)/g)].map(([, name]) => name as string));
      const all: Readonly<Record<string, unknown>> = load(path);
      return `module.exports = ${JSON.stringify(Object.fromEntries([...names].map((name) => [name, all[name]])))};`;
    },
  },
  {
    // A client of the SDK sends its version along.
    file: /\/@aws-sdk\/client-[^/]+\/package\.json$/,
    kept: (path) => `export default { version: ${JSON.stringify(load(path).version)} };`,
  },
  {
    // Each error of a service as a class, of all its operations. An error without one gets the name that the service sent, and it alone is
    // read. The refusal of a write is part of normal work, for which the detour would take longer. SQS names errors twice: its stay.
    file: /\/@aws-sdk\/client-(?:dynamodb|eventbridge|kms|sesv2)\/dist-es\/schemas\/schemas_0\.js$/,
    kept: (path) =>
      readFileSync(path, 'utf8').replace(/^n0_registry\.registerError\((?!ConditionalCheckFailedException\$).*$/gm, ''),
  },
  {
    // EventBridge's client can sign for many Regions at once, if a package is there that is not.
    file: /\/@aws-sdk\/signature-v4-multi-region\/dist-es\/SignatureV4MultiRegion\.js$/,
    kept: () => `
      import { SignatureV4 } from '@smithy/signature-v4';
      export class SignatureV4MultiRegion extends SignatureV4 { static sigv4aDependency() { return 'none'; } }`,
  },
];

/** For esbuild. Of the malls a bundle has those that its function works with: the line of every other one (`WITHOUT_<MALL>`) is left out. */
export const onlyNamedMalls: Plugin = {
  name: 'only-named-malls',
  setup(build) {
    const { define = {} } = build.initialOptions;
    build.onLoad({ filter: /\/malls\/adapters\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replace(/^export .* as (\w+) \}.*$/gm, (line, mall: string) =>
        `WITHOUT_${mall.toUpperCase()}` in define ? '' : line,
      );
      return { contents, loader: 'ts' };
    });
  },
};

/** For esbuild. The build fails where a part is no smaller than its file: the dependency has changed. */
export const keepParts: Plugin = {
  name: 'keep-parts',
  setup(build) {
    for (const { file, kept } of parts) {
      build.onLoad({ filter: file }, ({ path }) => {
        const contents = kept(path);
        if (contents.length < readFileSync(path, 'utf8').length) return { contents, loader: 'js' };
        throw new Error(`${path} has another form than lib/bundling/parts.ts expects of it. Compare them.`);
      });
    }
  },
};
