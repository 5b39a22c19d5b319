import { InputError } from '../../core/kernel/index.ts';
import { decodeText } from './decode.ts';
import type { Encoding } from './encoding.ts';
import { readNamedTable, type SoundTable, type TableShape } from './named-table.ts';
import { bytesOfFile } from './read-file.ts';

/** A file of lines that could be read. */
export interface TableFile<Field extends string> {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  readonly table: SoundTable<Field>;
}

export const encodingName: Readonly<Record<Encoding, string>> = { utf8: 'UTF-8', shift_jis: 'Shift_JIS' };

/** Reads the file that `--file` names. Throws an `InputError` with all that keeps it from being such a file; its lines are not judged yet. */
export async function readTableFile<Field extends string>(
  path: string,
  encoding: Encoding | undefined,
  shape: TableShape<Field>,
): Promise<TableFile<Field>> {
  const bytes = await bytesOfFile('--file', path);
  const decoded = await decodeText(bytes, encoding);
  if (decoded.kind === 'unreadable') throw new InputError('The file cannot be read', [`--file: ${decoded.problem}`]);
  const table = await readNamedTable(decoded.text, shape);
  if (table.kind === 'broken') throw new InputError('The file cannot be read', table.problems);
  return { path, bytes, encoding: decoded.encoding, table };
}
