import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { openCsvWriter } from '../../../ops/files/csv.ts';
import { openEncoder } from '../../../ops/files/encoding.ts';
import { toShiftJis } from '../../../ops/files/shift-jis.ts';

const csv = await openCsvWriter();
const csvLine = (cells: readonly (string | number)[]): string => csv([cells]);

describe('a line of CSV', () => {
  it('ends in CRLF and quotes what holds commas, quotes and line breaks', () => {
    expect(csvLine(['a', 'b,c', 'd"e', 'f\ng', 'h\ri', '', 12])).toBe('a,"b,c","d""e","f\ng","h\ri",,12\r\n');
  });

  it.each(['=1+1', '+81-90', '-2', '@SUM(A1)', '\tx', '＝1', '＋1', '－2', '＠x'])(
    'guards text that a spreadsheet would take for a formula: %j',
    (text) => {
      expect(csvLine([text])).toBe(`'${text}\r\n`);
    },
  );

  it('guards before it quotes, and leaves numbers and harmless text alone', () => {
    expect(csvLine(['=HYPERLINK("http://x","y")'])).toBe(`"'=HYPERLINK(""http://x"",""y"")"\r\n`);
    expect(csvLine([-9999, '1-2-3', ' =x'])).toBe('-9999,1-2-3, =x\r\n');
  });

  it('stands as it stood where it goes back to the person who wrote it', async () => {
    const unguarded = await openCsvWriter({ guarded: false });
    expect(unguarded([['=1+1', '-2', 'a,b']])).toBe('=1+1,-2,"a,b"\r\n');
  });
});

describe('Shift_JIS', () => {
  const decoded = (text: string): string => iconv.decode(Buffer.from(toShiftJis(text).bytes), 'cp932');

  it('keeps what Windows has: half-width kana, ①, ㈱, 髙, 﨑', () => {
    const text = 'ﾊﾝｶｸ ①㈱髙﨑塚 abc \\ ~ ?';
    expect(decoded(text)).toBe(text);
    expect(toShiftJis(text).lost).toEqual([]);
  });

  it('puts 〓 for what it does not have, and says so', () => {
    expect(decoded('𠮷田🎌é')).toBe('〓田〓〓');
    expect(toShiftJis('𠮷田🎌é').lost).toEqual(['𠮷', '🎌', 'é']);
  });

  it('takes the characters that Unicode has twice for the ones Windows knows', () => {
    expect(decoded('9〜17 −5 ¥100 —')).toBe('9～17 －5 ￥100 ―');
    expect(toShiftJis('9〜17 −5 ¥100 —').lost).toEqual([]);
  });

  it('joins a kana with the mark that follows it', () => {
    expect(decoded('か\u3099')).toBe('が');
  });

  it('leaves out a selector of a character’s form, and says so', () => {
    expect(decoded('葛\u{e0100}城')).toBe('葛城');
    expect(toShiftJis('葛\u{e0100}城').lost).toEqual(['\u{e0100}']);
  });
});

describe('UTF-8', () => {
  it('has a byte order mark only when it is asked for', async () => {
    expect(Buffer.from((await openEncoder('utf8', { bom: true })).start)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect((await openEncoder('utf8', { bom: false })).start).toHaveLength(0);
  });
});
