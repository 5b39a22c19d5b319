/** Line breaks, and what could hide or turn a text around. */
const breaking = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;

/** A name or number that came from outside, as it may stand in a line of a mail: one line, and not endless. */
export function oneLine(text: string, max = 80): string {
  const line = text.replace(breaking, ' ').trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}
