import { TsunagiError } from './errors.ts';

/** Something that was asked for: what it is, or why that could not be found out. */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly error: TsunagiError };

/** Finds something out, so that not being able to is a result like any other. Lets pass what nobody foresaw. */
export async function findOut<T>(read: () => Promise<T>): Promise<Known<T>> {
  try {
    return { known: true, value: await read() };
  } catch (error) {
    if (error instanceof TsunagiError) return { known: false, error };
    throw error;
  }
}

/** What it is, or null where that could not be found out. */
export function ifKnown<T>(known: Known<T>): T | null {
  return known.known ? known.value : null;
}
