import { isKeyTrouble, isMallTrouble, TsunagiError } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import { inARow, t, translated } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { type ExitCode, exit } from '../frame/command.ts';
import { tellFailure } from '../frame/failure.ts';
import type { Terminal } from '../terminal/index.ts';

export type HandedInBy = 'keys rotate' | 'shops add' | 'shops key';

/** Explains why a key was not stored and what can be done; rethrows errors that are unrelated to the key. */
export function tellUncheckable(
  terminal: Terminal,
  error: unknown,
  { key, mall }: Pick<Shop, 'key' | 'mall'>,
  by: HandedInBy,
): ExitCode {
  if (!(error instanceof TsunagiError) || !(isKeyTrouble(error) || isMallTrouble(error))) throw error;
  tellFailure(terminal, error);
  const { refused, switchAsked } = mallDesks.of(mall).keyCare;
  if (error.code === 'key.function-off') {
    // Nothing is known against the key; stored unchecked, the import would meet the same switch.
    terminal.say(inARow(t`Nothing was stored.`, translated(switchAsked), t`Then run this again.`));
  } else if (isKeyTrouble(error)) {
    terminal.say(inARow(t`Nothing was stored.`, translated(refused)), ...waysOn[by](key));
  } else {
    terminal.say(t`The key could not be checked, and nothing was stored.`, ...waysOn[by](key));
  }
  return exit.failed;
}

/** Only a stored shop has a place where its next key can wait. */
const waysOn: Readonly<Record<HandedInBy, (shop: string) => readonly string[]>> = {
  'keys rotate': () => [t`Run this again.`],
  'shops add': () => [
    t`Run this again later, or add the shop with --unchecked: the import then tries its key until it works.`,
  ],
  'shops key': (shop) => [
    t`To let it wait until the mall takes it, while the one before stays in use: ops keys rotate --shop ${shop}`,
    t`Or run this again later; --unchecked stores it over the one before, whatever the mall says.`,
  ],
};
