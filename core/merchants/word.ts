/** The form of names that are keys: a merchant's id, a shop's code. They stand in table keys, file names and commands. */
const word = /^[A-Za-z0-9_-]{1,60}$/;

/** What people are told about that form. */
export const wordForm = 'up to 60 letters, digits, "-" and "_"';

/** True for a name that may be a key. */
export function isWord(text: string): boolean {
  return word.test(text);
}
