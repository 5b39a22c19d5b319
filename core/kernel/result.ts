import { errorName, TsunagiError } from './errors.ts';

/** Something that was asked for: what it is, or why that could not be found out. */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly error: TsunagiError };

/**
 * Reads something, and returns a failure as a result like any other: a failure with one thing must not keep the caller
 * from looking at the next.
 */
export async function findOut<T>(read: () => Promise<T>): Promise<Known<T>> {
  try {
    return { known: true, value: await read() };
  } catch (error) {
    return { known: false, error: error instanceof TsunagiError ? error : unforeseen(error) };
  }
}

/** A parser's message quotes what it read, which may be an order: it is left out. */
function unforeseen(error: unknown): TsunagiError {
  const name = errorName(error);
  const said = error instanceof Error && !(error instanceof SyntaxError) ? `: ${error.message}` : '';
  return new TsunagiError(
    'aws.failing',
    'never',
    `It failed in a way this program does not know (${name}${said}). Please report it.`,
    {},
    { cause: error },
  );
}

/** What it is, or null where that could not be found out. */
export function ifKnown<T>(known: Known<T>): T | null {
  return known.known ? known.value : null;
}
