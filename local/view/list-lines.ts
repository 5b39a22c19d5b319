import { wrapped } from '../../core/kernel/index.ts';
import type { Paint } from './paint.ts';

/** Stands for the spaces within a part, where no line may be broken. */
const joined = '\u00a0';

/** A list behind its title, as lines of at most `width` columns; no part is broken where it fits. `painted` puts colours on a line. */
export function listLines(
  { title, parts, between }: { readonly title: string; readonly parts: readonly string[]; readonly between: string },
  width: number,
  paint: Paint,
  painted: (text: string) => string,
): string[] {
  const text = parts.map((part) => part.replaceAll(' ', joined)).join(between);
  return wrapped(text, Math.max(1, width - title.length)).map(
    (line, index) =>
      `${index === 0 ? paint('dim', title) : ' '.repeat(title.length)}${painted(line.replaceAll(joined, ' '))}`,
  );
}
