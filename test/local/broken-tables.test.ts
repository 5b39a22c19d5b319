import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startTables } from '../../local/tables/start-tables.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-broken-'));
afterAll(() => rmSync(root, { recursive: true }));

function tablesWith(files: Readonly<Record<string, string>>): string {
  const folder = join(mkdtempSync(join(root, 'case-')), 'tables');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

it.each([
  ['is missing, though there are rows beside it', { '000005.ldb': 'rows', 'MANIFEST-000004': '' }],
  ['is missing, though there are rows beside it', { '000003.log': 'rows' }],
  ['names nothing', { CURRENT: '', 'MANIFEST-000004': '' }],
  ['names no MANIFEST file', { CURRENT: '\0\0\0', 'MANIFEST-000004': '' }],
  ['names MANIFEST-000004, which is not there', { CURRENT: 'MANIFEST-000004\n', '000005.ldb': 'rows' }],
] as const)('tables whose CURRENT %s are refused at once, and their rows stay', async (wrong, files) => {
  const folder = tablesWith(files);
  await expect(startTables(folder, 'secret', () => {})).rejects.toThrow(
    new RegExp(`tables/CURRENT ${wrong}: .* Put back the files that were there.*--data`),
  );
  expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
});

it('tables of a first start that was killed before they had a CURRENT are made', async () => {
  const folder = tablesWith({ 'MANIFEST-000001': 'torn', LOCK: '', LOG: '' });
  await (await startTables(folder, 'secret', () => {})).stop();
  expect(readdirSync(folder)).toContain('CURRENT');
});
