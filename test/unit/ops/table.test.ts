import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../core/text/width.ts';
import { printable } from '../../../ops/terminal/printable.ts';
import { tableLines } from '../../../ops/terminal/table.ts';

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
