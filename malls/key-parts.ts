import type { Credential } from '../core/ports/index.ts';
import type { KeyPart } from './mall.ts';

/** Keys travel in a header, so they are printable ASCII; a pasted space or full-width letter is a slip. */
function isKey(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value);
}

/** Whether a credential has a text of each of these names. */
export const hasTexts = (credential: Credential, names: readonly string[]): boolean =>
  names.every((name) => typeof credential[name] === 'string');

/** A part that is a secret of letters, digits and signs. */
export const secretPart = (name: string, column: string): KeyPart => ({
  name,
  column,
  wanted: 'letters, digits and signs without spaces',
  form: (text) => (isKey(text) ? text : null),
});

/** A part that is a moment. */
export const momentPart = (name: string, column: string): KeyPart => ({
  name,
  column,
  wanted: 'a moment in Japan that is over, such as 2026-11-24 or "2026-11-24 15:45"',
  form: 'moment',
});
