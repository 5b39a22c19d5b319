import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../ops/files/csv.ts';
import { decodeText } from '../../../ops/files/decode.ts';

describe('the text of a list', () => {
  const text = 'merchant,店名\r\nkado,角の店①㈱髙\r\n';

  it.each([
    ['UTF-8', Buffer.from(text), 'utf8'],
    ['UTF-8 with a mark at its beginning', Buffer.from(`\ufeff${text}`), 'utf8'],
    ['Shift_JIS as Excel writes it', iconv.encode(text, 'cp932'), 'shift_jis'],
    ['ASCII', Buffer.from('a,b\n'), 'utf8'],
  ])('in %s is read without word of its encoding', async (_name, bytes, encoding) => {
    const decoded = await decodeText(bytes, undefined);
    expect(decoded).toEqual({ kind: 'text', text: encoding === 'utf8' && bytes.length < 9 ? 'a,b\n' : text, encoding });
  });

  it('in Shift_JIS is never taken for UTF-8, whatever Japanese it holds', async () => {
    const japanese = fc.stringMatching(/^[ぁ-んァ-ヶ店角花森茶舗]{1,30}$/).map((word) => iconv.encode(word, 'cp932'));
    await fc.assert(
      fc.asyncProperty(japanese, async (bytes) => {
        expect((await decodeText(bytes, undefined)).kind === 'text' && (await decodeText(bytes, 'utf8')).kind).toBe(
          'unreadable',
        );
      }),
    );
  });

  it.each([
    ['UTF-16', Buffer.from('\ufeffa,b', 'utf16le'), undefined, 'is UTF-16 (Unicode text). Save it as "CSV UTF-8"'],
    [
      'UTF-16 without a mark',
      Buffer.from('受注番号,配送会社\n1-2-3,ヤマト\n', 'utf16le'),
      undefined,
      'is UTF-16 (Unicode',
    ],
    ['a workbook', Buffer.from('PK\x03\x04\x14\0\x06\0'), undefined, 'is an Excel workbook, no text file. Save it as'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), undefined, 'is an Excel workbook, no text file. Save'],
    ['a workbook, whatever the encoding', Buffer.from('PK\x03\x04\0\0\0\0'), 'utf8', 'is an Excel workbook'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d494844520000', 'hex'), undefined, 'is no text file. Export the'],
    ['neither', Buffer.from([0x61, 0x80, 0xff, 0xfd]), undefined, 'is neither UTF-8 nor Shift_JIS.'],
    ['declared as UTF-8 but is not', iconv.encode(text, 'cp932'), 'utf8', 'is not UTF-8. Try --encoding shift_jis.'],
  ] as const)('that is %s says what to do', async (_name, bytes, encoding, problem) => {
    expect(await decodeText(bytes, encoding)).toEqual({
      kind: 'unreadable',
      problem: expect.stringContaining(problem),
    });
  });
});

describe('a table in CSV', () => {
  const shape = { required: ['a', 'b'], optional: ['c'], ignored: ['reason'] } as const;
  const rows = async (text: string) => {
    const table = await readCsv(text, shape);
    return table.kind === 'table'
      ? table.rows.map(({ line, cells }) => [line, cells.a, cells.b, cells.c])
      : table.problems;
  };

  it('has its columns in any order, and lines short of their last cells', async () => {
    expect(await rows('B,reason,a\n2,x,1\n4\n')).toEqual([
      [2, '1', '2', ''],
      [3, '', '4', ''],
    ]);
  });

  it.each(['\n', '\r\n', '\r'])(
    'counts the lines of the file with %j at their ends, empty ones and those inside cells',
    async (end) => {
      const text = ['a,b', '', '1,"x', 'y"', ',,', '2,"say ""3"""', ''].join(end);
      expect(await rows(text)).toEqual([
        [3, '1', 'x\ny', ''],
        [6, '2', 'say "3"', ''],
      ]);
    },
  );

  it('leaves spaces around cells away, wide ones too, and empty columns at the end', async () => {
    expect(await rows('a,b,,\n 1 ,　2　,,\n')).toEqual([[2, '1', '2', '']]);
  });

  it('keeps apart what stands beyond the last column', async () => {
    const table = await readCsv('a,b\n1,2,3,,4\n', shape);
    expect(table).toMatchObject({ rows: [{ line: 2, cells: { a: '1', b: '2' }, beyond: ['3', '4'] }] });
  });

  it.each([
    ['', ['line 1: expected the names of the columns, got nothing.']],
    [
      '\n\nb,x,b\n',
      [
        'line 3: there is no column a.',
        'line 3: there is a column "x" that is not known.',
        'line 3: there are two columns b. Columns: a, b, c (may be left out).',
      ],
    ],
    [
      'SL370001_secret,other\n',
      ['line 1: there is no column a.', 'line 1: there is no column b. Columns: a, b, c (may be left out).'],
    ],
    ['a,b\n1,2\n3,"x\ny\nz\n', ['line 3: a quotation mark opens a cell and none closes it.']],
    ['a,b\n1,SL"secret"\n', ['line 2: a quotation mark stands inside a cell.']],
    ['a,b\n1,"SL"secret\n', ['line 2: a quotation mark stands inside a cell.']],
  ])('%j says everything that keeps it from being one', async (text, problems) => {
    const said = await rows(text);
    expect(said).toEqual(problems.map((problem) => expect.stringContaining(problem)));
    expect(JSON.stringify(said)).not.toContain('secret');
  });
});
