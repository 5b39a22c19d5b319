import { errorName, TsunagiError } from './errors.ts';

/** A value, or the reason why it could not be determined. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: TsunagiError };

/**
 * Reads something, and returns a failure as a result like any other: so that one failure does not keep the caller
 * from the next item.
 */
export async function attempt<T>(read: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    return { ok: false, error: error instanceof TsunagiError ? error : unforeseen(error) };
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
export function valueOrNull<T>(result: Result<T>): T | null {
  return result.ok ? result.value : null;
}
