import { describe, expect, it } from 'vitest';
import { columnsOf, printable } from '../../../core/kernel/text.ts';
import { cutLine, cutText } from '../../../language/index.ts';
import { cutAt, flexible, laidOut, tableOf, whole } from '../../../ops/terminal/index.ts';

describe('text that buyers typed', () => {
  it('cannot move the cursor, colour the terminal or turn the direction of writing', () => {
    expect(printable('a\u001b[2Jb\u0007\u009b31m\u202ec')).toBe('a [2Jb  31m c');
    expect(printable('a\u200eb\u200fc\u061cd')).toBe('a b c d');
  });
});

describe('a list that is cut', () => {
  it('says which of how many it shows, or that there are more, and how to get on', () => {
    const show = (rows: readonly string[]) => rows;
    expect(cutAt(2, ['a', 'b', 'c'], show)).toEqual(['a', 'b', '1–2 of 3: --json has all']);
    expect(cutAt(3, ['a', 'b', 'c'], show)).toEqual(['a', 'b', 'c']);
    expect(cutLine(2, 9, 'ops x', 4)).toBe('5–6 of 9: ops x');
    expect(cutText(50, null)).toBe('The first 50, there are more');
    expect(cutText(50, null, 1)).toBe('50 more, and there are others after them');
  });
});

describe('a table', () => {
  const cellsOf = ([name, orders]: readonly [string, number]) => ({ name: flexible(name), orders });

  it('lines up full-width text, and numbers on the right', () => {
    expect(
      laidOut(
        tableOf(
          [
            ['角の店', 5],
            ['sakura', 120],
          ] as const,
          cellsOf,
        ),
        null,
      ),
    ).toEqual(['name    orders', '角の店       5', 'sakura     120']);
  });

  it('breaks what is flexible where the terminal is narrow, and keeps the rest on one line', () => {
    const lines = laidOut(tableOf([['さくらキッチン大阪心斎橋本店', 5] as const], cellsOf), 28);
    expect(lines).toEqual(['name                  orders', 'さくらキッチン大阪心       5', '斎橋本店']);
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(28);
  });

  it('breaks what else is text on a terminal that is narrower still, leaves nothing out, and breaks no number', () => {
    const rows: [string, string, number][] = [['370015-20261126-0202702767', 'rms#garasu-takashima', 1_234_567]];
    const table = tableOf(rows, ([order, shop, yen]) => ({ order, shop, yen }));
    const lines = laidOut(table, 30);
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(30);
    expect(lines.join('\n')).toContain('1234567');
    const letters = (text: string): string => [...text.replaceAll(/\s/g, '')].sort().join('');
    expect(letters(lines.slice(1).join(''))).toBe(letters(rows.flat().join('')));
  });

  it('breaks between words as long as there is room for that, and puts below each row what follows from it', () => {
    const rows = ['coffee-3310/200-mame', 'kome-0005'].map((item) => ({ item, told: 'the mall is down since noon' }));
    const table = tableOf(
      rows,
      ({ item, told }) => ({ item: flexible(item), told: flexible(told) }),
      ({ item }) => [`  below ${item}`],
    );
    expect(laidOut(table, 36)).toEqual([
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

  it('breaks an order number only where nothing else is left to break', () => {
    const row = { shop: 'rms#garasu-takashima', order: '370015-20261129-0202706695', what: '発送完了報告' };
    const table = tableOf([row], ({ order, ...rest }) => ({ ...rest, order: whole(order) }));
    expect(laidOut(table, 56).join('\n')).toContain(row.order);
    expect(laidOut(table, 30).every((line) => columnsOf(line) <= 30)).toBe(true);
  });

  it('has no titles where it has no rows', () => {
    expect(tableOf([], () => ({ shop: '' }))).toEqual([]);
  });
});

describe('a line that is wider than the terminal', () => {
  const sentence = '  - 誤りのある行が1つでもあれば、すべての誤りを表示します。ファイルを修正してください。';

  it('is broken where 禁則 allows it, below its beginning, if it holds sentences in Japanese', () => {
    expect(laidOut([sentence], 40)).toEqual([
      '  - 誤りのある行が1つでもあれば、すべて',
      '    の誤りを表示します。ファイルを修正し',
      '    てください。',
    ]);
    expect(laidOut([`${sentence}\n${sentence}`], 40)).toHaveLength(6);
  });

  it('stays whole if it is a command, which is copied, or is written to a file', () => {
    const command = '  ops push ship --file 発行済データ.csv --by 倉庫の担当者 --date today';
    expect(laidOut([command], 40)).toEqual([command]);
    expect(laidOut([sentence], null)).toEqual([sentence]);
  });
});

describe('errors and sentences that a terminal of 80 columns broke in the middle of a word', () => {
  const told = (text: string) => laidOut([text], 80);

  it('are broken between words, and stay below the sign of their list', () => {
    const problem =
      '  - --shop: there is no shop "kado". Shops: garasu-takashima, kinoutsuwa, rms#midori-an, yahoo#midori-an.';
    expect(told(`Nothing was verified:\n${problem}`)).toEqual([
      'Nothing was verified:',
      '  - --shop: there is no shop "kado". Shops: garasu-takashima, kinoutsuwa,',
      '    rms#midori-an, yahoo#midori-an.',
    ]);
  });

  it('stay whole where they are copied: commands, the rest of a command, JSON', () => {
    const copied = [
      `        npm run ops -- orders export --stage prod --shop kado-no-mise --output ${'x'.repeat(40)}`,
      `  --after 1795918271000/rms#midori-an/370001-20261129-0204588093 ${'y'.repeat(40)}`,
      JSON.stringify({ text: 'word '.repeat(30) }),
    ];
    expect(copied.flatMap(told)).toEqual(copied);
  });

  it('stay whole in a pipe', () => {
    const sentence = 'word '.repeat(30).trim();
    expect(laidOut([sentence], null)).toEqual([sentence]);
  });
});
