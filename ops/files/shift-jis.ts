import iconv from 'iconv-lite';

export interface Transcoded {
  readonly bytes: Uint8Array;
  readonly lost: readonly string[];
}

/** 下駄: what printers have always put where a character was not at hand. */
const geta = '〓';

/** The same character under the two numbers that Unicode gives it; Windows has the second: https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP932.TXT */
const twins: Readonly<Record<string, string>> = {
  '\u301c': '\uff5e',
  '\u2212': '\uff0d',
  '\u2016': '\u2225',
  '\u2014': '\u2015',
  '\u00a2': '\uffe0',
  '\u00a3': '\uffe1',
  '\u00ac': '\uffe2',
  '\u00a5': '\uffe5',
};

/** Selects a form of the character before it, or joins two: nothing stands there by itself. */
const invisible = /^[\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}]$/u;
const kanaWithMark = /[\u3040-\u30ff][\u3099\u309a]/g;

const kept = new Map<string, string | null>();

/** Shift_JIS as Windows has it (CP932: ①, ㈱, 髙). A character it does not have becomes 〓 and is reported; so is a selector of a form, which vanishes. */
export function toShiftJis(text: string): Transcoded {
  const lost: string[] = [];
  let written = '';
  for (const character of text.replaceAll(kanaWithMark, (pair) => pair.normalize('NFC'))) {
    const form = formOf(character);
    if (form === null) lost.push(character);
    written += form ?? (invisible.test(character) ? '' : geta);
  }
  return { bytes: iconv.encode(written, 'cp932'), lost };
}

function formOf(character: string): string | null {
  const known = kept.get(character);
  if (known !== undefined) return known;
  const twin = twins[character] ?? character;
  const form = iconv.decode(iconv.encode(twin, 'cp932'), 'cp932') === twin ? twin : null;
  kept.set(character, form);
  return form;
}
