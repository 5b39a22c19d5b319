import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { keepParts, onlyNamedMalls } from './parts.ts';

const lean = (file: string): string => fileURLToPath(new URL(`./lean/${file}`, import.meta.url));

/**
 * How a function becomes one file, in esbuild's words. A function waits at its start for every byte that is parsed and for
 * every module that runs: `docs/decisions/0021-aws-sdk.md` has the measurements.
 */
export const bundleSettings = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // CommonJS with ES module sources starts fastest: an ESM `import 'node:http'` loads undici as well (nodejs/node#59686).
  format: 'cjs',
  mainFields: ['module', 'main'],
  // A fourth of the size is names. Error classes set theirs themselves; a frame of a log line says where, and not in what.
  minifyWhitespace: true,
  minifySyntax: true,
  minifyIdentifiers: true,
  // One character beyond Latin-1 makes V8 store the whole file in two bytes a character, which it parses more slowly.
  charset: 'ascii',
  define: {
    // undici's own switch for bundles: without its experimental second parser.
    esbuildDetection: 'true',
  },
  // What the SDK and undici load for people's commands, servers, streams and terminals, and a function never uses.
  alias: {
    '@aws-sdk/credential-provider-node': lean('credentials.ts'),
    '@aws-sdk/middleware-endpoint-discovery': lean('endpoint-discovery.ts'),
    '@smithy/node-http-handler': lean('node-http-handler.ts'),
    '@smithy/core/event-streams': lean('event-streams.ts'),
    'node:assert': lean('assert.cjs'),
    'node:http': lean('http.cjs'),
    'node:fs/promises': lean('fs-promises.ts'),
  },
  // What undici asks for only where there is no SIMD (arm64 and x64 have it), or when a body is a form or a stream.
  external: [
    '*/llhttp/llhttp-wasm.js',
    '*/web/fetch/body.js',
    '*/web/fetch/formdata',
    '*/web/webidl',
    '*/client-h2.js',
  ],
  plugins: [keepParts, onlyNamedMalls],
  // undici loads its HTTP/2 at its start, and only speaks it where a pool allows it; ours do not. Before the banner's second
  // statement stands what esbuild puts first in a file: a directive counts nowhere else.
  banner: { js: "'use strict';require=(load=>name=>name==='./client-h2.js'?null:load(name))(require);" },
} satisfies BuildOptions;

/**
 * What esbuild defines for a function, so that its bundle leaves out what it has no use for: malls that its deployment does not
 * name (`malls/adapters.ts`), the changes of orders in all functions but the one that makes them (`malls/<mall>/client.ts`), and the messages of
 * malls about changed orders where no queue has them (`wiring/stock-function.ts`).
 *
 * @param variables those of the function; `MALLS` names its malls
 */
export function definedFor(
  functionName: string,
  malls: readonly string[],
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const named = variables.MALLS?.split(',') ?? malls;
  const leftOut = [
    ...malls.filter((mall) => !named.includes(mall)).map((mall) => mall.toUpperCase()),
    ...(functionName === 'push-status' ? [] : ['STATUS']),
    ...(variables.ORDER_HINTS_QUEUE_ARN === undefined ? ['HINTS'] : []),
  ];
  return {
    ...bundleSettings.define,
    ...Object.fromEntries(leftOut.map((part) => [`WITHOUT_${part}`, 'true'])),
  };
}
