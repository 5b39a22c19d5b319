import type { Readable, Writable } from 'node:stream';

/** Standard input as Node gives it. */
export type Input = Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };

/** Standard output or error as Node gives it. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };
