import { describe, expect, it } from 'vitest';
import { columnsOf, printable } from '../../../core/kernel/text.ts';
import { tableLines, tableWithBelow } from '../../../ops/terminal/table.ts';

describe('text that buyers typed', () => {
  it('cannot move the cursor, colour the terminal or turn the direction of writing', () => {
    expect(printable('a\u001b[2Jb\u0007\u009b31m\u202ec')).toBe('a [2Jb  31m c');
  });
});

interface Ware {
  readonly item: string;
  readonly told: string;
}

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

  it('breaks what else is text on a terminal that is narrower still, leaves nothing out, and breaks no number', () => {
    const rows: [string, string, number][] = [['370015-20261126-0202702767', 'rms#garasu-takashima', 1_234_567]];
    const narrow = [
      { title: 'order', of: ([order]: [string, string, number]) => order },
      { title: 'shop', of: ([, shop]: [string, string, number]) => shop },
      { title: 'yen', side: 'right' as const, of: ([, , yen]: [string, string, number]) => String(yen) },
    ];
    const lines = tableLines(rows, narrow, 30);
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(30);
    expect(lines.join('\n')).toContain('1234567');
    const letters = (text: string): string => [...text.replaceAll(/\s/g, '')].sort().join('');
    expect(letters(lines.slice(1).join(''))).toBe(letters(rows.flat().join('')));
  });

  it('breaks between words as long as there is room for that, and puts below each row what follows from it', () => {
    const rows = ['coffee-3310/200-mame', 'kome-0005'].map((item) => ({ item, told: 'the mall is down since noon' }));
    const told = [
      { title: 'item', flexible: true, of: ({ item }: Ware) => item },
      { title: 'told', flexible: true, of: (ware: Ware) => ware.told },
    ];
    expect(tableWithBelow(rows, told, 36, ({ item }) => [`  below ${item}`])).toEqual([
      'item                  told',
      'coffee-3310/200-mame  the mall is',
      '                      down since',
      '                      noon',
      '  below coffee-3310/200-mame',
      'kome-0005             the mall is',
      '                      down since',
      '                      noon',
      '  below kome-0005',
    ]);
  });
});
