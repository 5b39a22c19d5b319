import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { bundleSettings } from '../../lib/bundling/bundle-settings.ts';
import { handlerOf } from './describe.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Bundles the handlers of functions into one CommonJS file, with the settings by which the stack bundles each of them, and
 * beside them what opens a release's ports: the way in which it reads and writes rows. A handler is loaded when it is first
 * called, so that each process loads its own alone, as in a bundle of its own.
 *
 * @param functionNames as their folders are called
 * @param plugins let a test read a source file otherwise than it is
 */
export async function bundleRelease(
  outfile: string,
  functionNames: readonly string[],
  plugins: readonly Plugin[] = [],
): Promise<void> {
  const handlers = functionNames.map(
    (name) =>
      `exports.${handlerOf(name)} = (event, context) => require('./functions/${name}/handler.ts').handler(event, context);`,
  );
  const openPorts = `exports.openPorts = (environment, log) =>
    require('./wiring/ports.ts').openPorts(require('./wiring/ports.ts').readPortSettings(environment), log);`;
  await build({
    stdin: { contents: [...handlers, openPorts].join('\n'), resolveDir: root, loader: 'js' },
    outfile,
    ...bundleSettings,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [...bundleSettings.plugins, ...plugins],
  });
}
