import { build } from 'esbuild';
import { bundleSettings } from './bundle-settings.ts';

/**
 * The program by which a stack bundles a function; its argument is what differs from `bundleSettings`, as JSON. A stack cannot wait for
 * esbuild otherwise: of the calls that block, none takes a plugin.
 */
await build({ ...bundleSettings, logLevel: 'warning', ...JSON.parse(process.argv[2] ?? '{}') });
