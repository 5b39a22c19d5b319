/** So much of a name is kept: enough to know the goods by, and a row stays small. */
export const itemNameMax = 60;

const cutSign = '…';
/** Made when a name is first cut: it takes a third as long as the start of a function. */
let characters: Intl.Segmenter | undefined;

/**
 * 商品名 as one short line: without line breaks and controls, at most `itemNameMax` UTF-16 units long, with `…` where something was cut off;
 * never half a character. Null where nothing is left.
 */
export function shortItemName(name: string): string | null {
  const line = name
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (line.length <= itemNameMax) return line === '' ? null : line;
  characters ??= new Intl.Segmenter('ja', { granularity: 'grapheme' });
  let kept = '';
  for (const { segment } of characters.segment(line)) {
    if (kept.length + segment.length + cutSign.length > itemNameMax) break;
    kept += segment;
  }
  return `${kept.trimEnd()}${cutSign}`;
}
