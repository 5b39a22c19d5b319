/**
 * What would move the cursor, ring, colour or turn the direction of writing: C0 and C1 control characters, and those that set the direction
 * of a text. Text from outside may hold them: what a buyer typed, a mall answered, or an event says of itself.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text as one line, with everything that could act on a terminal replaced by a space. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, ' ');
}

/** The same for a text of several lines, which stay. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** A value as JSON in one line that cannot act on a terminal; a reader gets the value as it is. */
export function printableJson(value: unknown): string {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replaceAll(unprintable, escaped);
}

/** Plain data with all its texts made printable. */
export function printableData<T>(data: T): T {
  if (typeof data === 'string') return printable(data) as T;
  if (Array.isArray(data)) return data.map(printableData) as T;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, printableData(value)])) as T;
}
