import { isKeyTrouble, isMallTrouble, TsunagiError } from '../../core/errors.ts';
import { type ExitCode, exit } from '../exit.ts';
import { tellFailure } from '../failure.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Tells why a key was not stored and what can be done; throws what has nothing to do with the key. */
export function tellUncheckable(terminal: Terminal, error: unknown): ExitCode {
  const aboutKey = error instanceof TsunagiError && (isKeyTrouble(error) || isMallTrouble(error));
  if (!aboutKey) throw error;
  tellFailure(terminal, error);
  if (isKeyTrouble(error)) {
    terminal.say(
      'Nothing was stored. Was the key issued just now? RMS refuses a fresh key for some minutes: run this again,',
      'or store it with --unchecked; the import then tries it until it works.',
    );
  } else {
    terminal.say(
      'The key could not be checked, and nothing was stored. Run this again when the mall answers,',
      'or store the key with --unchecked; the import then finds out.',
    );
  }
  return exit.failed;
}
