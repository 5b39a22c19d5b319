import { readFile } from 'node:fs/promises';
import { InputError } from '../../core/errors.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type GivenKeys, isKey, readKeys } from './read-keys.ts';

const questions = {
  serviceSecret: 'serviceSecret (not shown): ',
  licenseKey: 'licenseKey (not shown): ',
} as const;
type KeyName = keyof typeof questions;

/**
 * The keys from where `keysFrom` says: a file, `-` for stdin; or from the person at the terminal, who is asked for the ones
 * named. Throws an `InputError` that never repeats what was given.
 */
export async function askKeys<Name extends KeyName>(
  terminal: Terminal,
  keysFrom: string | undefined,
  needed: readonly Name[],
): Promise<GivenKeys & Readonly<Record<Name, string>>> {
  const problems: string[] = [];
  const given: GivenKeys =
    keysFrom === undefined
      ? await typedKeys(terminal, needed, problems)
      : readKeys(await textFrom(terminal, keysFrom), problems);
  if (problems.length === 0) {
    for (const name of needed) if (given[name] === undefined) problems.push(`${name}: is missing.`);
  }
  if (problems.length > 0) throw new InputError('The keys cannot be used', problems);
  return given as GivenKeys & Readonly<Record<Name, string>>;
}

async function textFrom(terminal: Terminal, keysFrom: string): Promise<string> {
  if (keysFrom === '-') return terminal.input();
  try {
    return await readFile(keysFrom, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read';
    throw new InputError('The keys cannot be read', [`--keys-from: ${keysFrom}: ${reason}.`]);
  }
}

async function typedKeys(terminal: Terminal, needed: readonly KeyName[], problems: string[]): Promise<GivenKeys> {
  const keys: Partial<Record<KeyName, string>> = {};
  for (const name of needed) {
    const answer = await terminal.secret(questions[name]);
    if (answer === null) {
      problems.push(
        'There is nobody to ask for the keys, or the question was given up. Use --keys-from <file>, or - for stdin.',
      );
      return {};
    }
    if (isKey(answer.trim())) keys[name] = answer.trim();
    else problems.push(`${name}: expected letters, digits and signs without spaces, got something else.`);
  }
  return keys;
}
