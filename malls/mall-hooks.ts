import type { MallHook } from '../core/ports/index.ts';
import { byName } from './by-name.ts';
import * as hooks from './hooks.ts';

/** The malls that post to an address. Of the functions only the one that takes their posts bundles this. */
export const mallHooks = byName<MallHook>(hooks);
