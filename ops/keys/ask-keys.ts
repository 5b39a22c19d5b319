import { type EpochMs, InputError } from '../../core/kernel/index.ts';
import type { MallName, Shop } from '../../core/model/index.ts';
import { type Credential, openedOrNull } from '../../core/ports/index.ts';
import { openHeldKeys } from '../../core/tenants/index.ts';
import { t, translated } from '../../language/index.ts';
import { refuse } from '../arguments/meant.ts';
import { decodeText } from '../files/decode.ts';
import { bytesOfFile } from '../files/read-file.ts';
import type { OpsContext } from '../frame/command.ts';
import type { Terminal } from '../terminal/index.ts';
import { allParts, credentialOf, endingParts, type GivenKeys, isRight, keyPartsOf } from './key-parts.ts';
import { readKeys } from './read-keys.ts';

/** A shop's credential from a file, `-` for stdin, or from the person at the terminal. Throws an `InputError` that never repeats what was given. */
export async function askKeys(
  terminal: Terminal,
  keysFrom: string | undefined,
  mall: MallName,
  {
    asked,
    standing,
    now,
  }: { readonly asked: readonly string[]; readonly standing: Credential | null; readonly now: EpochMs },
): Promise<Credential> {
  const problems: string[] = [];
  const given: GivenKeys =
    keysFrom === undefined
      ? await typedKeys(terminal, mall, asked, problems)
      : readKeys(await textFrom(terminal, keysFrom), mall, problems);
  if (problems.length === 0 && Object.keys(given).length === 0) {
    problems.push(t`There is no key in it. It may hold ${allParts(mall).join(', ')}.`);
  }
  const credential = problems.length > 0 ? null : credentialOf(mall, given, standing, now, problems);
  if (credential === null) throw new InputError(t`The keys cannot be used`, problems);
  return credential;
}

async function textFrom(terminal: Terminal, keysFrom: string): Promise<string> {
  if (keysFrom === '-') return terminal.input();
  const decoded = await decodeText(await bytesOfFile('--keys-from', keysFrom), undefined);
  if (decoded.kind === 'text') return decoded.text;
  throw new InputError(t`The keys cannot be used`, [t`--keys-from: ${decoded.problem}`]);
}

async function typedKeys(
  terminal: Terminal,
  mall: MallName,
  asked: readonly string[],
  problems: string[],
): Promise<GivenKeys> {
  const keys: Record<string, string> = {};
  for (const part of keyPartsOf(mall).filter(({ name }) => asked.includes(name))) {
    const { name, wanted } = part;
    const answer = await terminal.secret(t`${name} (not shown): `);
    if (answer === null) {
      problems.push(
        t`There is no terminal to ask for the keys, or the question was given up. Use --keys-from <file>, or - for stdin.`,
      );
      return {};
    }
    if (isRight(part, answer.trim())) keys[name] = answer.trim();
    else problems.push(t`${name}: expected ${translated(wanted)}, got something else.`);
  }
  return keys;
}

/** The keys that replace those of a shop, over the stored ones as far as these open. Ends the command where they are another shop's. */
export async function askNextKey(
  { ports, terminal }: OpsContext,
  shop: Shop,
  given: { readonly keysFrom: string | undefined; readonly shopName: string; readonly what: string },
): Promise<Credential> {
  const standing = await openedOrNull(ports, shop);
  const asked = standing === null ? allParts(shop.mall) : endingParts(shop.mall);
  const how = { asked, standing, now: ports.clock.now() };
  const credential = await askKeys(terminal, given.keysFrom, shop.mall, how);
  const others = (await ports.shops.all()).filter(({ key }) => key !== shop.key);
  const same = (await openHeldKeys(ports, others)).holderOf(shop.mall, credential);
  if (!same) return credential;
  return refuse(given.what, [t`This licence key is that of ${same}. Is --shop ${given.shopName} right?`]);
}
