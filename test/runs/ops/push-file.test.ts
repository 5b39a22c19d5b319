import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { usePushWorld } from '../../unit/ops/push-world.ts';
import { cp932, trackingNumber } from '../../unit/ops/shipments/reading.ts';

const header = '受注番号,配送会社,お荷物伝票番号,発送日,お届け先氏名';

describe('a file of 300 shipments in Shift_JIS', () => {
  const world = usePushWorld(300);

  /** A line of the file for each order of the world's shop. */
  const goodLines = (): string[] =>
    world().orderNumbers.map((number, index) => `${number},ヤマト運輸,${trackingNumber(index)},2026/11/24,見本 花子`);

  /** The file with three bad lines: 11, 151 and 301. */
  function badFile(): string {
    const lines = goodLines();
    const numbers = world().orderNumbers;
    lines[9] = `${numbers[9]},ねこ便,${trackingNumber(9)},2026/11/24,見本 花子`;
    lines[149] = `${numbers[149]},1001,4.05549E+11,2026/02/30,見本 花子`;
    lines[299] = `370001-20261124-9999999999,1001,${trackingNumber(299)},2026/11/24,見本 花子`;
    return world().write('shipments.csv', cp932([header, ...lines]));
  }

  it('a file of 300 shipments in Shift_JIS is requested as a whole, an order each', async () => {
    const path = world().write('shipments.csv', cp932([header, ...goodLines()]));
    const said = await world().ops(`push ship --file ${path}`);
    expect(said.err).toContain('shipments.csv (Shift_JIS): 300 lines');
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('300 changes requested') });
    expect(said.out).toContain('1–30 of 300: --json');
    expect(world().pushes()).toHaveLength(300);
    expect(world().pushes()[7]?.content).toEqual({
      kind: 'ship',
      parcels: [{ carrier: '1001', trackingNumber: trackingNumber(7), shippedOn: '2026-11-24' }],
    });
  });

  it('a file of shipments with three bad lines requests nothing, and reports every problem of its lines', async () => {
    const said = await world().ops(`push ship --file ${badFile()}`);
    expect(said.code).toBe(1);
    expect(world().pushes()).toEqual([]);
    expect(said.out).toMatch(/^ {2}11 {2}配送会社 {8}expected a carrier by code or name/m);
    expect(said.out).toMatch(/^ 151 {2}お荷物伝票番号 {2}was shortened by a spreadsheet/m);
    expect(said.out).toMatch(/^ 151 {2}発送日 {10}expected a day as/m);
    expect(said.out).toMatch(/^ 301 {2}受注番号 {8}is not stored here \(1 shop looked through\)/m);
    expect(said.out).toContain('297 changes would be requested');
    expect(said.out).toContain('3 lines not good');
    expect(said.out).toContain('Nothing was requested. Mend what is wrong');
    expect(said.out + said.err).not.toContain('花子');
  });

  it('a file of shipments with --partial requests the good orders, and leaves the other lines in a file that can be mended', async () => {
    const path = badFile();
    const said = await world().ops(`push ship --file ${path} --partial`);
    expect(said).toMatchObject({ code: 1, out: expect.stringContaining('297 changes requested') });
    expect(world().pushes()).toHaveLength(297);
    const rejected = `${path}.rejected.csv`;
    expect(statSync(rejected).mode & 0o777).toBe(0o600);
    const text = readFileSync(rejected, 'utf8');
    expect(text.split('\r\n').map((line) => line.slice(0, 12))).toHaveLength(5);

    const mended = text
      .replace('ねこ便', 'ヤマト')
      .replace('4.05549E+11,2026/02/30', `${trackingNumber(149)},2026/11/24`)
      .replace('370001-20261124-9999999999', `${world().orderNumbers[299]}`);
    const again = await world().ops(`push ship --file ${world().write('mended.csv', mended)}`);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('3 changes requested') });
    expect(world().pushes()).toHaveLength(300);
  });

  it('a file of shipments that is given twice requests nothing twice, and shows the state of the first request', async () => {
    const path = world().write('shipments.csv', cp932([header, ...goodLines()]));
    await world().ops(`push ship --file ${path}`);
    const said = await world().ops(`push ship --file ${path}`);
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('0 changes requested, 300 stood already') });
    expect(world().pushes()).toHaveLength(300);
  });

  it('a dry run of a file of shipments writes neither rows nor a file', async () => {
    const path = badFile();
    const said = await world().ops(`push ship --file ${path} --partial --dry-run --json`);
    expect(JSON.parse(said.out)).toMatchObject({
      lines: 300,
      orders: 297,
      dryRun: true,
      counts: { requested: 297 },
      rejectedFile: null,
    });
    expect([world().pushes(), existsSync(`${path}.rejected.csv`)]).toEqual([[], false]);
  });
});

describe('a file', () => {
  const world = usePushWorld();

  it('a file of shipments of several shops finds the shop of each order by its row', async () => {
    const { openShop, orderNumbers, ops, pushes, write } = world();
    const other = await openShop('sakura-kitchen', 2);
    const numbers = [orderNumbers[0], ...other.orderNumbers];
    const lines = numbers.map((number, index) => `${number}\t1003\t${trackingNumber(index)}\t2026-11-24`);
    const path = write('day.tsv', ['order_number\tcarrier\ttracking_number\tshipped_on', ...lines].join('\n'));
    expect(await ops(`push ship --file ${path} --merchant kado`)).toMatchObject({
      code: 0,
      err: 'day.tsv (UTF-8): 3 lines\n',
    });
    expect(pushes().map(({ shop, orderNumber }) => [shop, orderNumber])).toEqual([
      ['rms#kado-no-mise', numbers[0]],
      ['rms#sakura-kitchen', numbers[1]],
      ['rms#sakura-kitchen', numbers[2]],
    ]);
  });

  it('a file of ヤマト B2クラウド needs no carrier, and one of ゆうプリR a day', async () => {
    const { ops, orderNumbers, pushes, write } = world();
    const b2 = write(
      'b2.csv',
      cp932(['お客様管理番号,伝票番号,出荷予定日', `${orderNumbers[0]},${trackingNumber(1)},2026/11/24`]),
    );
    expect(await ops(`push ship --file ${b2} --format yamato-b2`)).toMatchObject({ code: 0 });
    const yupri = write(
      'yupri.csv',
      cp932(['お客様側管理番号,お問い合わせ番号', `${orderNumbers[1]},${trackingNumber(2)}`]),
    );
    expect(await ops(`push ship --file ${yupri} --format yupri`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no column of days.'),
    });
    expect(await ops(`push ship --file ${yupri} --format yupri --date today`)).toMatchObject({ code: 0 });
    expect(pushes().map(({ content }) => content.kind === 'ship' && content.parcels[0])).toEqual([
      { carrier: '1001', trackingNumber: trackingNumber(1), shippedOn: '2026-11-24' },
      { carrier: '1003', trackingNumber: trackingNumber(2), shippedOn: '2026-11-24' },
    ]);
  });

  it('a file of shipments whose columns have other names says which to name', async () => {
    const { ops, orderNumbers, write } = world();
    const path = write('own.csv', `番号,追跡\n${orderNumbers[0]},${trackingNumber(1)}\n`);
    expect(await ops(`push ship --file ${path}`)).toMatchObject({ code: 2, err: expect.stringContaining('--columns') });
    const named = ['push', 'ship', '--file', path, '--columns', 'orderNumber=番号,trackingNumber=#2'];
    expect(await ops([...named, '--carrier', '佐川', '--date', '20261124'])).toMatchObject({ code: 0 });
    expect(await ops([...named, '--carrier', 'ねこ', '--date', '20261124'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--carrier: got "ねこ"'),
    });
  });

  it('a file that does not exist, or is no file of shipments, is reported', async () => {
    const { ops, write } = world();
    expect(await ops('push ship --file none.csv')).toMatchObject({ code: 2, err: expect.stringContaining('ENOENT') });
    expect(await ops(`push ship --file ${write('x.csv', '')}`)).toMatchObject({ code: 2 });
  });
});
