/** The two halves of a shop's credentials as somebody gave them; what they left out is absent. */
export interface GivenKeys {
  readonly serviceSecret?: string;
  readonly licenseKey?: string;
}

const names = ['serviceSecret', 'licenseKey'] as const;

/** What help says of the form of keys in a file. */
export const keysHelp = `Keys come from a file or stdin (--keys-from), as lines serviceSecret=… and
licenseKey=…, or as JSON with these two names; or they are typed when asked for,
and not shown. They are never arguments: those stay in histories and in lists of
processes.`;

/**
 * Reads keys from a file's text: JSON, or lines of `name=value`. Notes what is wrong without ever repeating the text, which
 * may be a key in the wrong place.
 */
export function readKeys(text: string, problems: string[]): GivenKeys {
  const values = text.trimStart().startsWith('{') ? jsonValues(text, problems) : lineValues(text, problems);
  const keys: Record<string, string> = {};
  for (const name of names) {
    const value = values[name];
    if (value === undefined) continue;
    if (isKey(value)) keys[name] = value;
    else problems.push(`${name}: expected letters, digits and signs without spaces, got something else.`);
  }
  return keys;
}

/** Keys travel in a header, so they are printable ASCII; a pasted space or full-width letter is a slip. */
export function isKey(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value);
}

/** True for what has the form of RMS's keys, SP… and SL…: a slip of the mouse puts them where they would be shown. */
export function looksLikeKey(text: string): boolean {
  return /\bS[PL]\d{4,8}_[A-Za-z0-9]{8,}/.test(text);
}

function jsonValues(text: string, problems: string[]): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    problems.push('The keys begin like JSON and are none.');
    return {};
  }
}

function lineValues(text: string, problems: string[]): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const name = names.find((candidate) => line.startsWith(`${candidate}=`));
    if (name === undefined) problems.push(`Line ${index + 1} of the keys: expected serviceSecret=… or licenseKey=….`);
    else values[name] = line.slice(name.length + 1).trim();
  }
  return values;
}
