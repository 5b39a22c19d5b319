import type { EpochMs } from '../../core/kernel/index.ts';
import { type MallName, mallOf, type ShopKey, shopKey } from '../../core/model/index.ts';
import { type GivenKey, isSameCredential, isWord, wordForm } from '../../core/tenants/index.ts';
import { t, translated } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { beyondText, type CsvShape } from '../files/csv.ts';
import { credentialOf, isRight, keyPartsOf } from '../keys/keys.ts';
import type { Terminal } from '../terminal/index.ts';

/** The list of keys as a CSV file. Columns of a mall that none of its lines is about may be left out. */
export const keyShape: CsvShape<string> = {
  required: ['mall', 'shop_code'],
  // Malls may share one, such as client_id.
  optional: [...new Set(mallDesks.names.flatMap((mall) => keyPartsOf(mall).map(({ column }) => column)))],
  ignored: [],
};

/** The keys of a list by shop, and what is wrong with lines that cannot be given to any. Never repeats a key. */
export interface KeyList {
  readonly problems: readonly string[];
  readonly byShop: ReadonlyMap<ShopKey, GivenKey>;
}

/** One line of it. A column that was left out is empty on every line. */
export interface KeyRow {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<string, string>>>;
  readonly beyond: readonly string[];
}

/** Parses the lines of a list of keys. @param file its name, for the problems of a shop */
export function readKeyLines(rows: readonly KeyRow[], file: string, now: EpochMs): KeyList {
  const problems: string[] = [];
  const byShop = new Map<ShopKey, GivenKey>();
  const lineOf = new Map<ShopKey, number>();
  for (const { line, cells, beyond } of rows) {
    if (beyond.length > 0) {
      problems.push(t`line ${line}: ${beyondText}`);
      continue;
    }
    const { mall: named, shop_code: code = '' } = cells;
    const mall = mallDesks.names.find((name) => name === named);
    if (mall === undefined) problems.push(t`line ${line}, mall: expected ${mallDesks.names.join(' or ')}.`);
    // What stands here may be a key that slipped into the wrong column.
    if (!isWord(code)) problems.push(t`line ${line}, shop_code: expected ${wordForm}.`);
    if (mall === undefined || !isWord(code)) continue;
    const shop = shopKey(mall, code);
    const earlier = lineOf.get(shop);
    const key = keyOf(mall, cells, t`${file} line ${line}`, now);
    lineOf.set(shop, line);
    if (earlier === undefined || isSame(byShop.get(shop), key)) byShop.set(shop, key);
    else {
      const column = keyPartsOf(mall).at(-1)?.column ?? 'shop_code';
      byShop.set(shop, unusable(column, t`${file} has two keys for ${shop}, on lines ${earlier} and ${line}.`));
    }
  }
  return { problems, byShop };
}

function keyOf(mall: MallName, cells: KeyRow['cells'], place: string, now: EpochMs): GivenKey {
  const wrong = keyPartsOf(mall).filter((part) => !isRight(part, cells[part.column] ?? ''));
  if (wrong.length > 0) {
    const problems = wrong.map(({ column, wanted }) => ({
      column,
      text:
        (cells[column] ?? '') === ''
          ? t`is empty (${place}).`
          : t`expected ${translated(wanted)}, got something else (${place}).`,
    }));
    return { kind: 'unusable', problems };
  }
  const given = Object.fromEntries(keyPartsOf(mall).map(({ name, column }) => [name, cells[column] ?? '']));
  return wholeKey(mall, given, now, ` (${place})`);
}

/** Parts that are right by themselves, as a key. @param where what follows each problem */
function wholeKey(mall: MallName, given: Readonly<Record<string, string>>, now: EpochMs, where = ''): GivenKey {
  const problems: string[] = [];
  const credential = credentialOf(mall, given, null, now, problems);
  if (credential !== null) return { kind: 'given', credential };
  return { kind: 'unusable', problems: problems.map((text) => ({ column: null, text: `${text}${where}` })) };
}

function unusable(column: string, text: string): GivenKey {
  return { kind: 'unusable', problems: [{ column, text }] };
}

function isSame(one: GivenKey | undefined, other: GivenKey): boolean {
  return one?.kind === 'given' && other.kind === 'given' && isSameCredential(one.credential, other.credential);
}

const noKey = (): string =>
  t`there is no key: name the list of keys with --keys, or type them when asked on a terminal.`;

/** Asks the person at the terminal for all parts of each shop's keys; a shop they give up, and all after it, has none. */
export async function askLineKeys(
  terminal: Terminal,
  shops: readonly ShopKey[],
  now: EpochMs,
): Promise<ReadonlyMap<ShopKey, GivenKey>> {
  const keys = new Map<ShopKey, GivenKey>();
  for (const [index, shop] of shops.entries()) {
    const place = shops.length === 1 ? shop : t`${shop}, ${index + 1} of ${shops.length}`;
    const typed = await typedParts(terminal, shop, place);
    if (typed === null) break;
    keys.set(shop, typedKey(shop, typed, now));
  }
  return keys;
}

export const notTyped = (): GivenKey => ({ kind: 'absent', problem: noKey() });

async function typedParts(terminal: Terminal, shop: ShopKey, place: string): Promise<Record<string, string> | null> {
  const typed: Record<string, string> = {};
  for (const { name } of keyPartsOf(mallOf(shop))) {
    const answer = await terminal.secret(t`${name} of ${place} (not shown): `);
    if (answer === null) return null;
    typed[name] = answer.trim();
  }
  return typed;
}

function typedKey(shop: ShopKey, typed: Readonly<Record<string, string>>, now: EpochMs): GivenKey {
  const mall = mallOf(shop);
  const wrong = keyPartsOf(mall).find((part) => !isRight(part, typed[part.name] ?? ''));
  if (wrong === undefined) return wholeKey(mall, typed, now);
  return unusable(wrong.column, t`expected ${translated(wrong.wanted)}, got something else.`);
}
