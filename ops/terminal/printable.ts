/** What would move the cursor, ring, colour or turn the direction of writing. Orders hold text that buyers typed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text with everything that could act on a terminal replaced by a space. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, ' ');
}
