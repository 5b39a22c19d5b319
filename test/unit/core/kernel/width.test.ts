import { describe, expect, it } from 'vitest';
import { columnsOf, fitting, padded, wrapped } from '../../../../core/kernel/text.ts';

describe('the width of a text', () => {
  it.each([
    ['Orders', 6],
    ['注文', 4],
    ['髙島', 4],
    ['𠮷野家', 6],
    ['茶舗 A', 6],
    ['（株）', 6],
    ['ｷｯﾁﾝ', 4],
    ['ｶﾞ', 2],
    ['か\u3099', 2],
    ['葛\u{e0100}', 2],
    ['🎌', 2],
    ['⭐', 2],
    ['🟢', 2],
    ['☎', 1],
    ['①→', 2],
    ['a\u200db', 2],
  ])('the text %s takes the columns a terminal gives it', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  it('a text is filled up to the width of a column, on either side', () => {
    expect(padded('茶舗', 6, 'left')).toBe('茶舗  ');
    expect(padded('12', 4, 'right')).toBe('  12');
    expect(padded('茶舗', 3, 'left')).toBe('茶舗');
  });
});

describe('a text that is too wide', () => {
  it('a text that is too wide ends in an ellipsis and never in half a character', () => {
    expect(fitting('注文確認待ち', 7)).toBe('注文…');
    expect(fitting('注文確認待ち', 8)).toBe('注文確…');
    expect(fitting('abcdef', 5)).toBe('abc…');
    expect(fitting('注文', 4)).toBe('注文');
    expect(fitting('注文', 1)).toBe('');
  });

  it('a text that is too wide is broken between words, and within one only where it must be', () => {
    expect(wrapped('Look up the licenceKey', 11)).toEqual(['Look up the', 'licenceKey']);
    expect(wrapped('茶舗 みどり庵: the key is wrong', 16)).toEqual(['茶舗 みどり庵:', 'the key is wrong']);
    expect(wrapped('注文確認待ち', 5)).toEqual(['注文', '確認', '待ち']);
    expect(wrapped('abcdefgh ij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrapped('', 5)).toEqual(['']);
  });

  it('a Japanese sentence is broken anywhere, but no line begins with 、。)」 or ends with (「 (禁則)', () => {
    const text =
      '受注番号(370001-20261124-0203456789)は、この店舗に登録されていません。「番号」に誤りがなければ、--shop で指定してください。';
    for (let columns = 30; columns < 100; columns++) {
      const lines = wrapped(text, columns);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      expect(lines.filter((line) => columnsOf(line) > columns)).toEqual([]);
      expect(lines.filter((line) => /^[、。)」]|[(「]$/.test(line))).toEqual([]);
      // Codes and options stay whole.
      expect(lines.join('\n')).toContain('--shop');
    }
    expect(wrapped(text, 40)).toEqual([
      '受注番号(370001-20261124-0203456789)は、',
      'この店舗に登録されていません。「番号」に',
      '誤りがなければ、--shop',
      'で指定してください。',
    ]);
  });

  it('a text is broken even where a single character does not fit', () => {
    expect(wrapped('注文', 1)).toEqual(['注', '文']);
  });
});
