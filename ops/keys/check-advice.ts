import { isKeyTrouble, isMallTrouble, TsunagiError } from '../../core/errors.ts';
import type { MallName } from '../../core/merchants/shop.ts';
import { type ExitCode, exit } from '../exit.ts';
import { tellFailure } from '../failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { keyCare } from './key-care.ts';

/** Tells why a key was not stored and what can be done; throws what has nothing to do with the key. */
export function tellUncheckable(terminal: Terminal, error: unknown, mall: MallName): ExitCode {
  const aboutKey = error instanceof TsunagiError && (isKeyTrouble(error) || isMallTrouble(error));
  if (!aboutKey) throw error;
  tellFailure(terminal, error);
  if (isKeyTrouble(error)) {
    terminal.say(...keyCare[mall].refused);
  } else {
    terminal.say(
      'The key could not be checked, and nothing was stored. Run this again when the mall answers,',
      'or store the key with --unchecked; the import then finds out.',
    );
  }
  return exit.failed;
}
