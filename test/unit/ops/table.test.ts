import { describe, expect, it } from 'vitest';
import { tableLines } from '../../../ops/terminal/table.ts';
import { columnsOf, fitting, printable, wrapped } from '../../../ops/terminal/width.ts';

describe('the width of a text', () => {
  it.each([
    ['abc', 3],
    ['注文', 4],
    ['ﾊﾝｶｸ', 4],
    ['ｶﾞ', 2],
    ['か\u3099', 2],
    ['𠮷野', 4],
    ['🎌', 2],
    ['葛\u{e0100}', 2],
    ['①→', 2],
  ])('%s takes the columns a terminal gives it', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});

describe('a text that is too wide', () => {
  it('ends in an ellipsis and never in half a character', () => {
    expect(fitting('注文確認待ち', 7)).toBe('注文確…');
    expect(fitting('注文', 4)).toBe('注文');
  });

  it('is broken between words, and within one only where it must be', () => {
    expect(wrapped('Look up the licenceKey', 11)).toEqual(['Look up the', 'licenceKey']);
    expect(wrapped('注文確認待ち', 5)).toEqual(['注文', '確認', '待ち']);
    expect(wrapped('', 5)).toEqual(['']);
  });
});

describe('text that buyers typed', () => {
  it('cannot move the cursor, colour the terminal or turn the direction of writing', () => {
    expect(printable('a\u001b[2Jb\u0007\u009b31m\u202ec')).toBe('a [2Jb  31m c');
  });
});

describe('a table', () => {
  const columns = [
    { title: 'name', of: ([name]: [string, number]) => name, flexible: true },
    { title: 'orders', side: 'right' as const, of: ([, count]: [string, number]) => String(count) },
  ];

  it('lines up full-width text, and numbers on the right', () => {
    expect(
      tableLines(
        [
          ['角の店', 5],
          ['sakura', 120],
        ],
        columns,
        null,
      ),
    ).toEqual(['name    orders', '角の店       5', 'sakura     120']);
  });

  it('breaks what is flexible where the terminal is narrow, and keeps the rest on one line', () => {
    const lines = tableLines([['さくらキッチン大阪心斎橋本店', 5]], columns, 28);
    expect(lines).toEqual(['name                  orders', 'さくらキッチン大阪心       5', '斎橋本店']);
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(28);
  });
});
