import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../core/kernel/time.ts';
import { cp932 } from './shipments/reading.ts';
import { useStockWorld } from './stock-world.ts';

describe('a file of sets', () => {
  const world = useStockWorld();
  const header = 'セット商品コード,構成品コード,必要数,適用日時';
  const importing = (path: string, ...more: string[]) =>
    world().ops(['stock', 'sets', 'import', '--file', path, ...more]);
  const imported = async (path: string) => JSON.parse((await importing(path, '--json')).out);

  it('in Shift_JIS says what sets are made of, and again changes nothing', async () => {
    const { ops, write, free } = world();
    const path = write('sets.csv', cp932([header, 'box,tea,2,', 'box,cup,1,', 'pair,cup,2,2026/11/24 9:00']));
    await ops('stock set tea 9');
    await ops('stock set cup 5');
    expect(await imported(path)).toMatchObject({ counts: { new: 2 } });
    expect([await free('box'), await free('pair')]).toEqual([4, 2]);
    world().pass(hourMs);
    expect(await imported(path)).toMatchObject({ counts: { same: 2 } });
  });

  it('names the good lines of a set with a bad one, too: mended alone, that one would be the whole set', async () => {
    const { write } = world();
    const path = write('sets.csv', 'set,part,needed\nbox,tea,two\nbox,cup,1\npair,cup,2\n');
    const said = await importing(path, '--partial', '--json');
    const { problems, rejectedFile, sets } = JSON.parse(said.out);
    expect(problems.map(({ line }: { line: number }) => line)).toEqual([2, 3]);
    expect(sets).toMatchObject([{ set: 'pair' }]);
    const rejected = readFileSync(rejectedFile, 'utf8');
    expect(rejected).toContain('box,tea,two');
    expect(rejected).toContain('box,cup,1');
  });

  it('changes a recipe for orders placed from its moment on, and leaves earlier ones', async () => {
    const { write, free, ops, ports, now, pass } = world();
    await importing(write('a.csv', 'set,part,needed\nbox,tea,2\n'), '--from', '2026-11-20');
    await ops(['stock', 'set', 'tea', '20', '--at', '2026-11-21']);
    const claim = async (orderNumber: string, orderedAt: number): Promise<void> => {
      const key = {
        merchant: 'kado',
        sku: 'box',
        shop: 'rms#kado-no-mise' as const,
        orderNumber,
        lineId: '1',
        orderedAt,
      };
      await ports.stock.putClaim({ ...key, quantity: 1, version: now(), writer: 'run' });
      await ports.stock.markDirty('kado', 'box', now());
    };
    await claim('early', now() - dayMs);
    expect(await free('tea')).toBe(18);
    await importing(write('b.csv', 'set,part,needed\nbox,tea,3\n'));
    expect(await free('tea')).toBe(18);
    pass(hourMs);
    await claim('late', now());
    expect(await free('tea')).toBe(15);
    const listed = await world().json('stock sets list');
    expect(listed.sets).toEqual([]);
  });

  it('refuses a set in a set, a part twice, a set of itself and what is wrong with cells, all at once', async () => {
    const { write, ops, free } = world();
    await importing(write('a.csv', 'set,part,needed\nbox,tea,2\n'));
    const lines = [
      'set,part,needed,from',
      'chest,box,1,',
      'tea,leaf,1,',
      'twice,cup,1,',
      'twice,cup,2,',
      'self,self,1,',
      'bad,,0,never',
      'two,cup,1,2026/11/24 9:00',
      'two,pot,1,2026/11/24 10:00',
      'late,cup,1,2027/01/01 0:00',
      'good,cup,2,',
    ];
    const path = write('sets.csv', lines.join('\n'));
    const { problems } = await imported(path);
    expect(problems.map(({ line, field }: Record<string, unknown>) => `${line} ${field}`)).toEqual(
      expect.arrayContaining(['2 set', '3 set', '4 set', '6 set', '7 part', '7 needed', '7 from', '8 from', '10 set']),
    );
    expect(await free('good')).toBeNull();
    await importing(path, '--partial');
    await ops('stock set cup 9');
    expect(await free('good')).toBe(4);
  });

  it('that has only nested sets among its own lines is refused, too', async () => {
    const { problems } = await imported(world().write('sets.csv', 'set,part,needed\nchest,box,1\nbox,tea,2\n'));
    expect(problems).toMatchObject([{ line: 2 }, { line: 3 }]);
  });
});

describe('sets', () => {
  const world = useStockWorld();

  it('are listed where listings sell them or their parts, and end on request', async () => {
    const { ops, write, list, free } = world();
    await list([{ item: 'box/box', sku: 'box', level: 0 }]);
    await ops(['stock', 'sets', 'import', '--file', write('a.csv', 'set,part,needed\nbox,tea,2\nbox,cup,1\n')]);
    const parts = [
      { sku: 'tea', needed: 2 },
      { sku: 'cup', needed: 1 },
    ];
    expect((await world().json('stock sets list')).sets).toMatchObject([{ set: 'box', recipes: [{ parts }] }]);
    await ops('stock set tea 9');
    await ops('stock set cup 9');
    world().pass(1_000);
    expect(await ops('stock sets remove box')).toMatchObject({
      code: 1,
      err: expect.stringContaining('say so with --yes'),
    });
    expect(await free('box')).toBe(4);
    expect(await ops('stock sets remove box --yes')).toMatchObject({ code: 0 });
    expect(await free('box')).toBeNull();
    expect(await ops('stock sets remove box --yes')).toMatchObject({ code: 0 });
    expect((await ops('stock sets list')).out).toContain('There is no set');
  });

  it('keep pieces of a part and of themselves back', async () => {
    const { ops, json, write, free } = world();
    await ops(['stock', 'sets', 'import', '--file', write('a.csv', 'set,part,needed\nbox,tea,2\n')]);
    await ops('stock set tea 9');
    expect(await json('stock sku tea --buffer 3')).toMatchObject({ buffer: 3, before: 0, changed: true });
    expect(await free('box')).toBe(3);
    expect(await json('stock sku tea --buffer 3')).toMatchObject({ changed: false });
  });
});
