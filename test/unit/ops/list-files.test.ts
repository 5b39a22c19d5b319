import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCsv } from '../../../ops/files/csv.ts';
import { decodeText } from '../../../ops/files/decode.ts';
import { openToOthers } from '../../../ops/files/read-file.ts';
import { readKeyLines } from '../../../ops/merchants/key-lines.ts';
import { merchantShape } from '../../../ops/merchants/merchant-lines.ts';
import { writeRejected } from '../../../ops/merchants/merchants-import.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-lists-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a list of keys', () => {
  const key = (line: number, shop_code: string, service_secret = 'SPx', license_key = `SL${shop_code}`) => ({
    line,
    cells: { mall: 'rms', shop_code, service_secret, license_key },
    beyond: [],
  });

  it('gives each shop its key', () => {
    const { byShop, problems } = readKeyLines([key(2, 'a'), key(3, 'b')], 'keys.csv', 0);
    expect(problems).toEqual([]);
    expect(byShop.get('rms#b')).toEqual({ kind: 'given', credential: { serviceSecret: 'SPx', licenseKey: 'SLb' } });
  });

  it('with cells that are no keys says where, and never what', () => {
    const { byShop } = readKeyLines([key(2, 'a', 'SP secret', '')], 'keys.csv', 0);
    expect(byShop.get('rms#a')).toEqual({
      kind: 'unusable',
      problems: [
        {
          column: 'service_secret',
          text: 'expected letters, digits and signs without spaces, got something else (keys.csv line 2).',
        },
        { column: 'license_key', text: 'is empty (keys.csv line 2).' },
      ],
    });
  });

  it('with two keys for one shop gives it none, and one that stands twice once', () => {
    const { byShop } = readKeyLines([key(2, 'a'), key(3, 'a'), key(4, 'b'), key(5, 'b', 'SPy')], 'keys.csv', 0);
    expect(byShop.get('rms#a')).toMatchObject({ kind: 'given' });
    expect(byShop.get('rms#b')).toMatchObject({
      kind: 'unusable',
      problems: [{ text: 'keys.csv has two keys for rms#b, on lines 4 and 5.' }],
    });
  });

  it('with lines that belong to no shop says so without a word of them: a key may have slipped there', () => {
    const slipped = {
      line: 2,
      cells: { mall: 'SLsecret', shop_code: 'SP:secret', service_secret: '', license_key: '' },
    };
    const { problems } = readKeyLines(
      [
        { ...slipped, beyond: [] },
        { ...key(3, 'a'), beyond: ['SLsecret'] },
      ],
      'keys.csv',
      0,
    );
    expect(problems).toEqual([
      'line 2, mall: expected amazon or rms or shopify or yahoo.',
      expect.stringContaining('line 2, shop_code: expected up to 60 letters'),
      expect.stringContaining('line 3: has more cells than there are columns.'),
    ]);
    expect(JSON.stringify(problems)).not.toContain('secret');
  });
});

describe('a file of keys', () => {
  it('that others may read is reported, with the command that closes it', async () => {
    const path = join(folder, 'keys.csv');
    writeFileSync(path, '');
    chmodSync(path, 0o640);
    expect(await openToOthers(path)).toBe(
      `${path} holds keys, and others on this machine may read it (mode 640). Close it: chmod 600 ${path}`,
    );
    chmodSync(path, 0o600);
    expect(await openToOthers(path)).toBeNull();
  });
});

describe('the lines that were not applied', () => {
  it('are a list again, cell for cell, that only its owner may read, with the reasons', async () => {
    const text = `merchant,merchant_name,contacts,features,mall,shop_code,shop_name,import_from,rate\nkado,"角""の"",店",-,import,rms,a,=1+1,-30d,,too,many\n`;
    const table = await readCsv(text, merchantShape);
    if (table.kind !== 'table') throw new Error('no table');
    const path = join(folder, 'list.csv.rejected.csv');
    await writeRejected(path, table.rows, [
      { line: 2, column: 'rate', text: 'got "x".' },
      { line: 2, column: null, text: 'is odd.' },
      { line: 3, column: null, text: 'is another line.' },
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const written = readFileSync(path, 'utf8');
    expect(written.startsWith('\ufeff')).toBe(true);
    expect(written).toContain('"rate: got ""x"". is odd."');
    const decoded = await decodeText(readFileSync(path), undefined);
    const again = decoded.kind === 'text' ? await readCsv(decoded.text, merchantShape) : decoded;
    expect(again).toMatchObject({ rows: [{ cells: table.rows[0]?.cells, beyond: ['too', 'many'] }] });
  });
});
