import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hourMs } from '../../../core/kernel/time.ts';
import { cp932 } from './shipments/reading.ts';
import { useStockWorld } from './stock-world.ts';

describe('a count of one SKU', () => {
  const world = useStockWorld();

  it('is taken in, and its SKU is named to the workers', async () => {
    const { ops, free, movements, store } = world();
    await ops('stock set sencha-100 42 --note 棚卸');
    expect(await free('sencha-100')).toBe(42);
    expect(await movements('sencha-100')).toHaveLength(1);
    expect(store.stockMessages).toEqual([{ kind: 'skus', merchant: 'kado', skus: ['sencha-100'] }]);
  });

  it('changes nothing in a dry run', async () => {
    const { ops, movements } = world();
    expect(await ops('stock set sencha-100 42 --dry-run')).toMatchObject({ code: 0 });
    expect(await movements('sencha-100')).toEqual([]);
  });

  it('of one moment twice is one, and another number of pieces for that moment is refused with what stands', async () => {
    const { ops, movements } = world();
    const words = (pieces: string) => ['stock', 'set', 'sencha-100', pieces, '--at', '2026-11-24 09:00'];
    await ops(words('42'));
    expect(await world().json(words('42'))).toMatchObject({ step: 'again' });
    const other = await ops(words('41'));
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('棚卸 42 at 2026-11-24 09:00:00') });
    expect(await movements('sencha-100')).toHaveLength(1);
  });

  it('without a listing gives a warning, and one of a set is refused', async () => {
    const { ops, write } = world();
    expect((await ops('stock set sencha-10 1')).err).toContain('no listing sells it');
    await ops(['stock', 'sets', 'import', '--file', write('sets.csv', 'set,part,needed\nbox,tea,2\n')]);
    expect(await ops('stock set box 3')).toMatchObject({ code: 2, err: expect.stringContaining('is a set') });
  });

  it('warns of a shop that is imported later than the count, and of none that is merely a minute behind', async () => {
    const { ops, pass } = world();
    expect((await ops('stock set tea 5')).err).not.toContain('is imported up to');
    pass(3 * hourMs);
    const said = await ops('stock set tea 5');
    expect(said.err).toContain('rms#kado-no-mise is imported up to 2026-11-24 15:45:00');
    expect(said.err).toContain('are taken as counted');
    expect((await ops('stock add tea 5 --received')).err).not.toContain('is imported up to');
  });

  it('tells everything that is wrong with its arguments at once', async () => {
    const said = await world().ops('stock set --partial --encoding utf8 --note x');
    expect(said.code).toBe(2);
    for (const part of ['<SKU>: is missing', '--partial: is for --file', '--encoding: is for --file']) {
      expect(said.err).toContain(part);
    }
    expect((await world().ops('stock set tea -3')).err).toContain('expected a whole number');
    expect((await world().ops('stock set tea 3 --merchant unknown')).err).toContain('there is no merchant "unknown"');
    expect((await world().ops(['stock', 'set', 'tea', '3', '--at', '2026-11-25 09:00'])).err).toContain(
      'still to come',
    );
  });
});

describe('pieces that came in, and adjustments', () => {
  const world = useStockWorld();

  it('count on from the count', async () => {
    const { ops, free, pass } = world();
    await ops('stock set tea 10');
    pass(1_000);
    await ops('stock add tea 24 --received --id PO-1');
    await ops('stock add tea -3 --note 破損');
    expect(await free('tea')).toBe(31);
  });

  it('of one slip are one, though the second report comes an hour later', async () => {
    const { ops, free, pass, movements } = world();
    await ops('stock set tea 10');
    pass(hourMs);
    await ops('stock add tea 24 --received --id PO-1');
    pass(hourMs);
    expect(await world().json('stock add tea 24 --received --id PO-1')).toMatchObject({ step: 'again' });
    expect(await free('tea')).toBe(34);
    expect(await ops('stock add tea 23 --received --id PO-1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('stands already for something else: 入荷 24'),
    });
    expect(await movements('tea')).toHaveLength(2);
  });

  it('that came in are never fewer than none', async () => {
    expect(await world().ops('stock add tea -1 --received')).toMatchObject({
      code: 2,
      err: expect.stringContaining('leave --received out'),
    });
  });
});

describe('a file of counts', () => {
  const world = useStockWorld();
  const header = 'SKU,在庫数,日時,区分,備考,伝票番号';
  const lines = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `sku-${index},${index},2026/11/24 9:00,,,`);

  it('in Shift_JIS is taken in as a whole, and twice counts once', async () => {
    const { ops, write, free, movements } = world();
    const path = write('counts.csv', cp932([header, ...lines(120), 'sku-7,"1,200",2026/11/24 10:00,入荷,追加,PO-7']));
    const said = await ops(`stock set --file ${path}`);
    expect(said.err).toContain('counts.csv (Shift_JIS): 121 lines');
    expect(await free('sku-119')).toBe(119);
    expect(await free('sku-7')).toBe(1_207);
    expect(await world().json(`stock set --file ${path}`)).toMatchObject({ lines: 121, counts: { again: 121 } });
    expect(await movements('sku-7')).toHaveLength(2);
  });

  it('with bad lines takes nothing in, and tells all that is wrong with the lines of the file', async () => {
    const { ops, write, free } = world();
    const bad = lines(40);
    bad[3] = ',3,2026/11/24 9:00,,,';
    bad[9] = '4.90E+12,九,2026/02/30,売上,,';
    bad[19] = 'sku-18,5,2026/11/24 9:00,,,';
    bad[29] = 'sku-29,-1,2027/11/24 9:00,調整,,';
    const said = await ops(`stock set --file ${write('counts.csv', cp932([header, ...bad]))} --json`);
    expect(said.code).toBe(1);
    const { problems } = JSON.parse(said.out);
    const named = problems.map(({ line, field }: Record<string, unknown>) => `${line} ${field}`);
    const inOne = ['kind', 'quantity', 'at', 'sku'].map((field) => `11 ${field}`);
    expect(named.toSorted()).toEqual([...inOne, '21 sku', '31 null', '5 sku'].toSorted());
    expect(await free('sku-1')).toBeNull();
  });

  it('with --partial takes the good lines, and leaves the others in a file that can be mended', async () => {
    const { ops, write, free } = world();
    const path = write('counts.csv', cp932([header, ...lines(5), 'sku-5,五,2026/11/24 9:00,,,']));
    const said = await ops(`stock set --file ${path} --partial`);
    expect(said).toMatchObject({ code: 1, out: expect.stringContaining('Not taken:') });
    expect(await free('sku-4')).toBe(4);
    const rejected = readFileSync(`${path}.rejected.csv`, 'utf8');
    expect(rejected).toContain('在庫数: 0から9999999までの整数を記入してください。');
    const mended = write('mended.csv', rejected.replace('五', '5'));
    expect(await ops(`stock set --file ${mended}`)).toMatchObject({ code: 0 });
    expect(await free('sku-5')).toBe(5);
  });

  it('without moments counts at the present, and the same file an hour later counts nothing again', async () => {
    const { ops, write, free, pass, movements } = world();
    const path = write('counts.tsv', 'sku\tquantity\ntea\t10\ncup\t3\n');
    await ops(`stock set --file ${path}`);
    pass(hourMs);
    await ops('stock add tea -1');
    expect(await world().json(`stock set --file ${path}`)).toMatchObject({ counts: { again: 2 } });
    expect([await free('tea'), await free('cup')]).toEqual([9, 3]);
    expect(await movements('tea')).toHaveLength(2);
  });

  it('that was ended in the middle is gone on with by the same command', async () => {
    const { ops, write, free, ports, store } = world();
    const path = write(
      'counts.csv',
      ['sku,quantity', ...Array.from({ length: 50 }, (_, n) => `sku-${n},${n}`)].join('\n'),
    );
    const put = ports.stock.putMovement;
    let left = 20;
    ports.stock.putMovement = async (movement) => {
      if (left-- <= 0) throw Object.assign(new Error('the machine went to sleep'), { code: 'gone', syscall: 'write' });
      return put(movement);
    };
    const broken = await ops(`stock set --file ${path}`);
    expect(broken).toMatchObject({ code: 1, err: expect.stringContaining('What was done stands') });
    expect(store.movementsBySku.size).toBe(20);
    ports.stock.putMovement = put;
    expect(await world().json(`stock set --file ${path}`)).toMatchObject({ counts: { new: 30 } });
    expect(await free('sku-49')).toBe(49);
    expect(store.movementsBySku.size).toBe(50);
  });

  it('is JSON for programs, and nothing is written in a dry run', async () => {
    const { json, write, free } = world();
    const path = write('counts.csv', `${header}\ntea,5,2026/11/24 9:00,,朝,\ncup,x,,,,`);
    expect(await json(`stock set --file ${path} --dry-run --partial`)).toMatchObject({
      lines: 2,
      dryRun: true,
      counts: { new: 1 },
      problems: [{ line: 3, field: 'quantity' }],
      rejectedFile: null,
      movements: [
        { sku: 'tea', kind: 'counted', quantity: 5, at: '2026-11-24T09:00:00.000+09:00', note: '朝', step: 'new' },
      ],
    });
    expect([await free('tea'), existsSync(`${path}.rejected.csv`)]).toEqual([null, false]);
  });
});
