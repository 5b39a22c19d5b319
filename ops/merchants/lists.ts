import { basename } from 'node:path';
import { type EpochMs, InputError } from '../../core/kernel/index.ts';
import type { MerchantColumn } from '../../core/tenants/index.ts';
import { t } from '../../language/language.ts';
import { type CsvRow, type CsvShape, readCsv } from '../files/csv.ts';
import { decodeText } from '../files/decode.ts';
import type { Encoding } from '../files/encoding.ts';
import { bytesOfFile, openToOthers } from '../files/read-file.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type KeyList, keyShape, readKeyLines } from './key-lines.ts';
import { merchantShape } from './merchant-lines.ts';

export interface MerchantList {
  readonly rows: readonly CsvRow<MerchantColumn>[];
  readonly encoding: Encoding;
}

/** Reads the list of merchants. Throws an `InputError` where the file is no such list; its lines are not judged yet. */
export async function readMerchantList(path: string, encoding: Encoding | undefined): Promise<MerchantList> {
  const decoded = await decodeText(await bytesOfFile('--file', path), encoding);
  if (decoded.kind === 'unreadable') throw new InputError(t`The list cannot be read`, [`${path} ${decoded.problem}`]);
  const rows = await rowsOf(decoded.text, path, merchantShape);
  if (rows.length === 0)
    throw new InputError(t`${path} is not such a list`, [t`There are headings and no line below them.`]);
  return { rows, encoding: decoded.encoding };
}

/** Reads the list of keys from a file, or from stdin for `-`. Throws an `InputError` where it is no such list. */
export async function readKeyList(terminal: Terminal, path: string, now: EpochMs): Promise<KeyList> {
  const name = path === '-' ? 'stdin' : basename(path);
  return readKeyLines(await rowsOf(await keyText(terminal, path), name, keyShape), name, now);
}

async function keyText(terminal: Terminal, path: string): Promise<string> {
  if (path === '-') return terminal.input();
  const warning = await warningOf(path);
  if (warning !== null) terminal.say(t`warning: ${warning}`);
  const decoded = await decodeText(await bytesOfFile('--keys', path), undefined);
  if (decoded.kind === 'text') return decoded.text;
  throw new InputError(t`The list of keys cannot be read`, [`${path} ${decoded.problem}`]);
}

async function warningOf(path: string): Promise<string | null> {
  try {
    return await openToOthers(path);
  } catch {
    // Reading the file reports why it cannot be inspected.
    return null;
  }
}

async function rowsOf<Column extends string>(
  text: string,
  name: string,
  shape: CsvShape<Column>,
): Promise<readonly CsvRow<Column>[]> {
  const table = await readCsv(text, shape);
  if (table.kind === 'table') return table.rows;
  throw new InputError(t`${name} is not such a list`, table.problems);
}
