import type { EpochMs } from '../../core/kernel/index.ts';
import { mallOf, type ShopKey } from '../../core/model/index.ts';
import type { GivenKey } from '../../core/tenants/index.ts';
import { credentialOf, keyParts } from '../keys/key-parts.ts';
import type { Terminal } from '../terminal/terminal.ts';

const nobody = 'there is no key: name the list of keys with --keys, or type them when asked on a terminal.';

/** Asks the person at the terminal for all parts of each shop's keys; a shop they give up, and all after it, has none. */
export async function askLineKeys(
  terminal: Terminal,
  shops: readonly ShopKey[],
  now: EpochMs,
): Promise<ReadonlyMap<ShopKey, GivenKey>> {
  const keys = new Map<ShopKey, GivenKey>();
  for (const [index, shop] of shops.entries()) {
    const place = shops.length === 1 ? shop : `${shop}, ${index + 1} of ${shops.length}`;
    const typed = await typedParts(terminal, shop, place);
    if (typed === null) break;
    keys.set(shop, typedKey(shop, typed, now));
  }
  return keys;
}

/** The message about a shop whose key was not typed. */
export const notTyped: GivenKey = { kind: 'absent', problem: nobody };

/** Null where the person gave up. */
async function typedParts(terminal: Terminal, shop: ShopKey, place: string): Promise<Record<string, string> | null> {
  const typed: Record<string, string> = {};
  for (const { name } of keyParts[mallOf(shop)]) {
    const answer = await terminal.secret(`${name} of ${place} (not shown): `);
    if (answer === null) return null;
    typed[name] = answer.trim();
  }
  return typed;
}

function typedKey(shop: ShopKey, typed: Readonly<Record<string, string>>, now: EpochMs): GivenKey {
  const mall = mallOf(shop);
  const wrong = keyParts[mall].find(({ name, isRight }) => !isRight(typed[name] ?? ''));
  if (wrong !== undefined) {
    const text = `expected ${wrong.wanted}, got something else.`;
    return { kind: 'unusable', problems: [{ column: wrong.column, text }] };
  }
  const problems: string[] = [];
  const credential = credentialOf(mall, typed, null, now, problems);
  if (credential !== null) return { kind: 'given', credential };
  return { kind: 'unusable', problems: problems.map((text) => ({ column: null, text })) };
}
