import { wrapped } from '../../core/kernel/index.ts';
import type { MallName } from '../../core/model/index.ts';
import { t, translated } from '../../language/index.ts';
import type { KeyPart } from '../../malls/mall.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { type GivenKeys, isRight, keyPartsOf } from './key-parts.ts';

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
export function readKeys(text: string, mall: MallName, problems: string[]): GivenKeys {
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
