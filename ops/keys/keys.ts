import {
  type EpochMs,
  InputError,
  isKeyTrouble,
  isMallTrouble,
  TsunagiError,
  wrapped,
} from '../../core/kernel/index.ts';
import type { MallName, Shop } from '../../core/model/index.ts';
import { type Credential, openedOrNull } from '../../core/ports/index.ts';
import { openHeldKeys } from '../../core/tenants/index.ts';
import { inARow, t, translated } from '../../language/index.ts';
import type { KeyPart } from '../../malls/mall.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { refuse } from '../arguments/meant.ts';
import { momentOf, when } from '../arguments/parameter.ts';
import { textOfFile } from '../files/decode.ts';
import { type ExitCode, exit, type OpsContext } from '../frame/command.ts';
import { tellFailure } from '../frame/failure.ts';
import type { Terminal } from '../terminal/index.ts';

export const keyPartsOf = (mall: MallName): readonly KeyPart[] => mallDesks.of(mall).keyParts;

export const allParts = (mall: MallName): string[] => keyPartsOf(mall).map(({ name }) => name);

/** What is asked for on the terminal when a shop's keys are replaced: what ends first at its mall. The rest comes from a file. */
const endingParts = (mall: MallName): string[] =>
  keyPartsOf(mall).flatMap(({ name, endsFirst }) => (endsFirst === true ? [name] : []));

/** Whether a text may be a part. A text that is not is never repeated. */
export const isRight = ({ form }: KeyPart, text: string): boolean =>
  form === 'moment' ? 'value' in when('').read(text) : form(text) !== null;

/** The given parts of a key, by name; each is valid by itself. */
type GivenKeys = Readonly<Record<string, string>>;

/** The given credential over the stored one, which has to be there where not everything is given. Notes what keeps them from being one. */
export function credentialOf(
  mall: MallName,
  given: GivenKeys,
  standing: Credential | null,
  now: EpochMs,
  problems: string[],
): Credential | null {
  const parts = keyPartsOf(mall);
  const missing = parts.filter(({ name }) => !(name in given) && standing?.[name] === undefined);
  const alone = parts.flatMap((part) =>
    part.name in given ? (part.bringsAlong ?? []).filter((name) => !(name in given)) : [],
  );
  for (const name of new Set([...missing.map(({ name }) => name), ...alone])) problems.push(t`${name}: is missing.`);
  const readPart = ({ name, form, wanted }: KeyPart): string | number => {
    const text = given[name];
    if (text === undefined) return standing?.[name] ?? '';
    if (form !== 'moment') {
      const value = form(text);
      if (value === null) problems.push(t`${name}: expected ${translated(wanted)}, got something else.`);
      return value ?? '';
    }
    const reading = when('').read(text);
    const moment = 'value' in reading ? momentOf(reading.value, now) : now;
    if (moment > now) problems.push(t`${name}: lies in the future.`);
    return moment;
  };
  const read = Object.fromEntries(parts.map((part) => [part.name, readPart(part)]));
  return problems.length === 0 ? mallDesks.of(mall).credentialOf(read) : null;
}

const helpWidth = 82;

const desks = mallDesks.names.map((mall) => mallDesks.of(mall));

const listed = (names: readonly string[]): string =>
  [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' and ');

export const keysHelp = wrapped(
  `Keys come from a file or stdin (--keys-from), as lines name=value or as JSON with these names: ${desks
    .map(({ name, keyParts }) => `${listed(keyParts.map((part) => part.name))} of ${name}`)
    .join(
      '; ',
    )}. Or they are typed when asked for, and not shown. They are never arguments: those stay in histories and in lists of processes.`,
  helpWidth,
).join('\n');

/** Reads keys from JSON or lines of `name=value`. Never repeats the text, which may be a key in the wrong place. */
function readKeys(text: string, mall: MallName, problems: string[]): GivenKeys {
  const parts = keyPartsOf(mall);
  const values = text.trimStart().startsWith('{') ? jsonValues(text, problems) : lineValues(text, parts, problems);
  const keys: Record<string, string> = {};
  for (const part of parts) {
    const { name, wanted } = part;
    const value = values[name];
    if (value === undefined) continue;
    const given = typeof value === 'number' ? String(value) : value;
    if (typeof given === 'string' && isRight(part, given)) keys[name] = given;
    else problems.push(t`${name}: expected ${translated(wanted)}, got something else.`);
  }
  return keys;
}

/** True for what has the form of a mall's keys: a slip of the mouse puts them where they would be shown. */
export function looksLikeKey(text: string): boolean {
  return desks.some(({ keyLike }) => keyLike?.test(text) === true);
}

function jsonValues(text: string, problems: string[]): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    problems.push(t`The keys begin like JSON and are none.`);
    return {};
  }
}

function lineValues(text: string, parts: readonly KeyPart[], problems: string[]): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  const known = parts.map(({ name }) => `${name}=…`).join(parts.length === 2 ? t` or ` : t`, `);
  for (const [index, line] of oneKeyALine(text).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const part = parts.find(({ name }) => line.startsWith(`${name}=`));
    if (part === undefined) problems.push(t`Line ${index + 1} of the keys: expected ${known}.`);
    else values[part.name] = line.slice(part.name.length + 1).trim();
  }
  return values;
}

/** The lines of a file; those of a PEM, from its BEGIN to its END, are one, and leave empty ones behind so that counts stay. */
function oneKeyALine(text: string): string[] {
  const pem = /-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----/g;
  const joined = text.replace(pem, (whole) => {
    const lines = whole.split(/\r?\n/);
    return lines.join('\\n') + '\n'.repeat(lines.length - 1);
  });
  return joined.split(/\r?\n/);
}

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
  const title = t`The keys cannot be used`;
  const given: GivenKeys =
    keysFrom === undefined
      ? await typedKeys(terminal, mall, asked, problems)
      : readKeys(await textOfFile(terminal, { option: '--keys-from', path: keysFrom, title }), mall, problems);
  if (problems.length === 0 && Object.keys(given).length === 0) {
    problems.push(t`There is no key in it. It may hold ${allParts(mall).join(', ')}.`);
  }
  const credential = problems.length > 0 ? null : credentialOf(mall, given, standing, now, problems);
  if (credential === null) throw new InputError(title, problems);
  return credential;
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

type HandedInBy = 'keys rotate' | 'shops add' | 'shops key';

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
