/** The longest words of a mall that are kept. */
const wordsMax = 200;

/** What a mall said, in one line that is short enough for a row and a mail; whole characters only. */
export function wordsOf(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return [...line].slice(0, wordsMax).join('');
}
