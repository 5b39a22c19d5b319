import { setImmediate as nextTurn } from 'node:timers/promises';
import { InputError } from '../../core/kernel/index.ts';
import { t } from '../../language/index.ts';
import type { Terminal } from '../terminal/index.ts';
import type { Encoding } from './encoding.ts';
import { bytesOfFile } from './read-file.ts';

export type Decoded =
  | { readonly kind: 'text'; readonly text: string; readonly encoding: Encoding }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Bytes of Shift_JIS that are decoded before timers have their turn: a few milliseconds. UTF-8 is decoded a hundred times as fast. */
const bytesAtOnce = 256 * 1024;

/** The text of a CSV file. Without word of its encoding: UTF-8 where that is valid, which kana in Shift_JIS never are; else Shift_JIS, as Excel writes it in Japan. */
export async function decodeText(bytes: Uint8Array, encoding: Encoding | undefined): Promise<Decoded> {
  if (isWorkbook(bytes)) {
    return { kind: 'unreadable', problem: t`is an Excel workbook, no text file. Save it as "CSV UTF-8" in Excel.` };
  }
  if (isUtf16(bytes)) {
    return { kind: 'unreadable', problem: t`is UTF-16 (Unicode text). Save it as "CSV UTF-8" in Excel.` };
  }
  if (bytes.includes(0)) return { kind: 'unreadable', problem: t`is no text file. Export the list as CSV, UTF-8.` };
  if (encoding !== 'shift_jis') {
    const text = utf8(bytes);
    if (text !== null) return { kind: 'text', text, encoding: 'utf8' };
    if (encoding === 'utf8') return { kind: 'unreadable', problem: t`is not UTF-8. Try --encoding shift_jis.` };
  }
  // Loaded only for the files that need it.
  const { default: iconv } = await import('iconv-lite');
  const decoder = iconv.getDecoder('cp932');
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    parts.push(decoder.write(Buffer.from(bytes.subarray(at, at + bytesAtOnce))));
    await nextTurn();
  }
  const text = parts.join('') + (decoder.end() ?? '');
  if (!text.includes('\ufffd')) return { kind: 'text', text, encoding: 'shift_jis' };
  const known = encoding === undefined ? t`neither UTF-8 nor Shift_JIS` : t`not Shift_JIS`;
  return { kind: 'unreadable', problem: t`is ${known}. Save it as "CSV UTF-8" in Excel.` };
}

/** The text of a file that an option names, UTF-8 or Shift_JIS, or of stdin for `-`. Throws an `InputError` of this title that says why there is none. */
export async function textOfFile(
  { input }: Pick<Terminal, 'input'>,
  { option, path, title }: { readonly option: string; readonly path: string; readonly title: string },
): Promise<string> {
  if (path === '-') return input();
  const decoded = await decodeText(await bytesOfFile(option, path), undefined);
  if (decoded.kind === 'text') return decoded.text;
  throw new InputError(title, [`${option}: ${decoded.problem}`]);
}

/** How .xlsx begins, which is a ZIP archive, and .xls, which is a compound file. */
const workbookStarts = [Buffer.from('PK\x03\x04', 'latin1'), Buffer.from('\xd0\xcf\x11\xe0', 'latin1')];

const isWorkbook = (bytes: Uint8Array): boolean =>
  workbookStarts.some((start) => start.equals(bytes.subarray(0, start.length)));

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** By its mark; or by its zeros, which stand in one half of each pair of bytes where the text has letters and commas. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const zeros = [0, 0];
  bytes.subarray(0, 200).forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] as number) + 1;
  });
  const [less = 0, more = 0] = zeros.toSorted((one, other) => one - other);
  return more > 4 * less;
}
