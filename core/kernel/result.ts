import { errorName, TsunagiError } from './errors.ts';

/** A value, or the reason why it could not be determined. */
export type Known<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly error: TsunagiError };

/**
 * Reads something, and returns a failure as a result like any other: so that one failure does not keep the caller
 * from the next item.
 */
export async function findOut<T>(read: () => Promise<T>): Promise<Known<T>> {
  try {
    return { known: true, value: await read() };
  } catch (error) {
    return { known: false, error: error instanceof TsunagiError ? error : unforeseen(error) };
  }
}

/** The message of a parser is left out, because it quotes its input, which may be an order. */
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

/** The value, or null if it could not be determined. */
export function ifKnown<T>(known: Known<T>): T | null {
  return known.known ? known.value : null;
}
