import { statSync } from 'node:fs';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { StoredOrder } from '../../../../core/model/order.ts';
import { labelCells } from '../../../../ops/orders/labels/cells.ts';
import { b2Columns, ehidenColumns, yupriColumns } from '../../../../ops/orders/labels/formats.ts';
import { b2Settings, houseOf, labelsIn, sender, settings, useLabelWorld } from './label-world.ts';

const { of, ready, exported } = useLabelWorld();

/** A carrier's tracking numbers: twelve digits, the last one checks the others. */
const tracking = (index: number): string => {
  const digits = String(44441375870 + index);
  return `${digits}${Number(BigInt(digits) % 7n)}`;
};

const shift = (text: string): Buffer => iconv.encode(text, 'cp932');

describe('the round trip from an order over its label and the result file to a request', () => {
  it.each([
    {
      ...{ format: 'b2', given: b2Settings, columns: b2Columns, hasHeadings: true, number: 'お客様管理番号', more: '' },
      result: (numbers: string[]) =>
        shift(
          [
            'お客様管理番号,送り状種類,伝票番号,出荷予定日,お届け先名',
            ...numbers.map((one, index) => `${one},0,${tracking(index)},2026/11/24,佐々木 花子`),
          ].join('\r\n'),
        ),
    },
    {
      ...{
        format: 'ehiden',
        given: settings,
        columns: ehidenColumns,
        hasHeadings: true,
        number: 'お客様管理番号',
        more: '',
      },
      result: (numbers: string[]) =>
        shift(
          [
            'お問い合せ送り状No.,出荷日,お客様管理番号',
            ...numbers.map((one, index) => `${tracking(index)},20261124,${one}`),
          ].join('\r\n'),
        ),
    },
    {
      ...{
        format: 'yupri',
        given: settings,
        columns: yupriColumns,
        hasHeadings: false,
        number: 'お客様側管理番号',
        more: ' --date today',
      },
      result: (numbers: string[]) =>
        shift(
          ['お客様側管理番号,お問い合わせ番号', ...numbers.map((one, index) => `${one},${tracking(index)}`)].join(
            '\r\n',
          ),
        ),
    },
  ])('of $format matches every order', async ({ format, given, columns, hasHeadings, number, more, result }) => {
    const orders = [await ready(), await ready(), await ready()].sort();
    const said = await exported(format, given);
    expect(said).toMatchObject({ code: 0, out: '' });
    expect(said.err).toContain('3 labels of 3 orders, in ');
    expect(statSync(said.file).mode & 0o777).toBe(0o600);
    const labels = labelsIn(said.file, columns, hasHeadings);
    const back = labels.map((label) => label[number] as string);
    const file = of().write('result.csv', result(back));
    const pushed = await of().ops(`push ship --file ${file}${more}`);
    expect(pushed).toMatchObject({ code: 0, err: expect.not.stringContaining('not stored') });
    const asked = of()
      .pushes()
      .map(({ orderNumber, content }) => [orderNumber, content.kind === 'ship' && content.parcels[0]?.trackingNumber]);
    expect(asked.sort()).toEqual(orders.map((order, index) => [order, tracking(index)]));
    // The same file again finds the same orders.
    expect(await of().ops(`push ship --file ${file}${more}`)).toMatchObject({ code: 0 });
    expect(of().pushes()).toHaveLength(3);
    // What was asked for has no second label.
    const again = await exported(format, given);
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining('whose shipment was requested already') });
  });

  it.each([
    {
      ...{ format: 'b2', given: b2Settings, columns: b2Columns, hasHeadings: true, number: 'お客様管理番号', most: 50 },
      ...{
        headings: 'お客様管理番号,伝票番号,出荷予定日',
        lineOf: (one: string, no: string) => `${one},${no},2026/11/24`,
      },
    },
    {
      ...{ format: 'ehiden', given: settings, columns: ehidenColumns, hasHeadings: true, number: 'お客様管理番号' },
      ...{
        headings: 'お問い合せ送り状No.,出荷日,お客様管理番号',
        lineOf: (one: string, no: string) => `${no},20261124,${one}`,
      },
      most: 16,
    },
    {
      ...{ format: 'yupri', given: settings, columns: yupriColumns, hasHeadings: false, number: 'お客様側管理番号' },
      ...{ headings: 'お客様側管理番号,お問い合わせ番号', lineOf: (one: string, no: string) => `${one},${no}` },
      most: 15,
    },
  ])('of several destinations names them to $format, and the parcels come back each with its own', async (kind) => {
    const order = await ready({ PackageModelList: 'several' });
    await ready({ PackageModelList: 'several' });
    const said = await exported(kind.format, kind.given);
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('of 2 orders, in ') });
    const labels = labelsIn(said.file, kind.columns, kind.hasHeadings);
    const back = labels.map((label) => label[kind.number] as string);
    expect(new Set(back).size).toBe(labels.length);
    for (const one of back) expect(one.length).toBeLessThanOrEqual(kind.most);
    // The house tells which destination a label is for.
    const baskets =
      of()
        .rms.control.order(order)
        ?.model.PackageModelList.map(({ basketId }) => basketId) ?? [];
    const own = baskets.flatMap((id) => labels.filter((label) => Object.values(label).join('').includes(houseOf(id))));
    expect(own).toHaveLength(baskets.length);
    expect(own.length).toBeGreaterThan(1);
    const lines = own.map((label, index) => kind.lineOf(label[kind.number] as string, tracking(index)));
    const file = of().write('result.csv', shift([kind.headings, ...lines].join('\r\n')));
    expect(await of().ops(`push ship --file ${file} --date 2026-11-24`)).toMatchObject({ code: 0 });
    const [push, ...others] = of().pushes();
    expect([push?.orderNumber, others]).toEqual([order, []]);
    const parcels = push?.content.kind === 'ship' ? push.content.parcels : [];
    const wanted = baskets.map((id, index) => [String(id), tracking(index)]);
    expect(parcels.map(({ basketId, trackingNumber }) => [basketId, trackingNumber])).toEqual(wanted);
    const again = await exported(kind.format, kind.given);
    expect(again.err).toMatch(/1 order whose shipment was requested already/);
  });

  it('says so where a destination has no number, or two would come back under one', async () => {
    const step = 36 ** 4;
    await ready({ PackageModelList: 'several', basketIds: [1, 1 + step] });
    const said = await exported('yupri');
    expect(said.err.replaceAll(/\s+/g, ' ')).toContain('which one a label is for does not fit into the 15 characters');
    expect((await exported('b2', b2Settings)).code).toBe(0);
  });

  it('says so where the end of a number is that of two orders', async () => {
    const order = await ready();
    const { store, ports, shop } = of();
    const row = store.rowsByShop.get(shop.key)?.get(order) as StoredOrder;
    const twin = `999999${order.slice(6)}`;
    await ports.orders.put({ ...row, orderNumber: twin }, null);
    const said = await exported('ehiden');
    expect(said.err).toContain('Another order of this file would come back under the same number');
    const file = of().write(
      'r.csv',
      `お問い合せ送り状No.,出荷日,お客様管理番号\n${tracking(1)},20261124,${order.slice(-16)}`,
    );
    const pushed = await of().ops(`push ship --file ${file}`);
    expect(pushed).toMatchObject({ code: 1, out: expect.stringContaining('is the end of') });
    expect(of().pushes()).toEqual([]);
  });
});

describe('a label', () => {
  it('has sender, address, day, hours and what the contract wants', async () => {
    await ready({ deliveryDate: '2026-11-26', shippingTerm: 1416 });
    const [label] = labelsIn((await exported('b2', b2Settings, ' --date 2026-11-25')).file, b2Columns, true);
    expect(label).toMatchObject({
      ...{ 送り状種類: '0', 出荷予定日: '2026/11/25', お届け予定日: '2026/11/26', 配達時間帯: '1416' },
      ...{
        お届け先電話番号: '090-0123-4567',
        お届け先郵便番号: '064-0809',
        お届け先住所: '北海道札幌市中央区南九条西1-2-3',
      },
      ...{ お届け先アパートマンション名: '青空ハイツ101', お届け先名: '佐々木 花子' },
      ...{ ご依頼主名: sender.name, ご依頼主住所: sender.address, ご依頼主アパートマンション: sender.building },
      ...{ 品名１: 'お茶', 請求先顧客コード: '0300000000', 運賃管理番号: '01', 'ｺﾚｸﾄ代金引換額（税込)': '' },
    });
  });

  it('goes over all cells of a long address, and loses no character of it', async () => {
    const subAddress = `南九条西${'一'.repeat(20)}丁目 ${'青'.repeat(12)}`;
    await ready({ receiver: { subAddress } });
    const whole = `北海道札幌市中央区${subAddress.replace(' ', '')}`;
    const [sagawa = {}] = labelsIn((await exported('ehiden')).file, ehidenColumns, true);
    const cells = ['お届け先住所１', 'お届け先住所２', 'お届け先住所３'].map((column) => sagawa[column] ?? '');
    expect(cells.join('')).toBe(whole);
    for (const cell of cells) expect([...cell].length).toBeLessThanOrEqual(16);
  });

  it('is not written where the address does not fit, and others are; nothing of it is said', async () => {
    await ready({
      receiver: {
        subAddress: `南九条西${'一'.repeat(60)}丁目`,
        familyName: '𠮷田',
        phoneNumber1: '',
        phoneNumber2: '',
        phoneNumber3: '',
      },
    });
    const good = await ready();
    const said = await exported('b2', b2Settings);
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err.replaceAll(/\s+/g, ' ')).toContain(
      'お届け先アパートマンション名: room for 32 half-width characters',
    );
    expect(said.err).toContain('お届け先電話番号 is empty.');
    expect(said.err).toContain('お届け先名: Shift_JIS does not have 𠮷 (U+20BB7).');
    for (const part of ['一一', '札幌', '0123', '佐々木', '花子']) expect(said.err).not.toContain(part);
    expect(said.err).toContain('1 label of 1 order');
    expect(labelsIn(said.file, b2Columns, true)).toMatchObject([{ お客様管理番号: good }]);
  });

  it('has no cell of a buyer that a spreadsheet would run, and no apostrophe on a label', async () => {
    const subAddress = '＝cmd|calc!A0 1-2';
    await ready({ receiver: { familyName: '=HYPERLINK(A1)', firstName: '', prefecture: '', city: '', subAddress } });
    const [yamato = {}] = labelsIn((await exported('b2', b2Settings)).file, b2Columns, true);
    expect(yamato).toMatchObject({
      お届け先名: '\u3000=HYPERLINK(A1)',
      お届け先住所: `\u3000${subAddress.split(' ')[0]}`,
    });
    const [sagawa = {}] = labelsIn((await exported('ehiden')).file, ehidenColumns, true);
    const cells = [yamato, sagawa].flatMap((label) => Object.values(label));
    expect(cells.filter((cell) => /^['=@＝＠]/.test(cell))).toEqual([]);
  });

  it('keeps the end of an address as it is where that is digits and signs alone, which are no formula', () => {
    const filled = labelCells('characters');
    filled.spread(['一', '二'], ['南九条西一丁目二番三', '-101'], 16);
    filled.put('電話', '+81-90-0123-4567', 16);
    expect([...filled.cells.values()]).toEqual(['南九条西一丁目二番三', '-101', '+81-90-0123-4567']);
  });

  it('collects what is paid on delivery, with the tax in it', async () => {
    const cod = {
      SettlementModel: { settlementMethod: '代金引換' },
      requestPrice: 5_400,
      TaxSummaryModelList: [{ reqPriceTax: 300 }, { reqPriceTax: 91 }],
    };
    const order = await ready(cod);
    const unpriced = await ready({ ...cod, requestPrice: -9999 });
    const said = await exported('b2', b2Settings);
    expect(labelsIn(said.file, b2Columns, true)).toMatchObject([
      { お客様管理番号: order, 送り状種類: '2', 'ｺﾚｸﾄ代金引換額（税込)': '5400', 内消費税額等: '391' },
    ]);
    expect(said.err).toMatch(new RegExp(`${unpriced}\\s+It is paid on delivery, and its amount is not fixed yet`));
    expect((await exported('ehiden')).err).toContain('write into the settings (cashOnDelivery)');
    const withOwn = { ...settings, cashOnDelivery: { 決済種別: '0', 指定シール１: '010' } };
    const [sagawa] = labelsIn((await exported('ehiden', withOwn)).file, ehidenColumns, true);
    expect(sagawa).toMatchObject({ 代引金額: '5400', 消費税: '391', 指定シール１: '010' });
  });

  it('leaves hours empty that the carrier does not have, and says so', async () => {
    const order = await ready({ shippingTerm: 1214 });
    const said = await exported('b2', b2Settings);
    expect(said.code).toBe(0);
    expect(said.err).toMatch(
      new RegExp(`Look at these:\\s+${order}\\s+The hours that the buyer wishes \\(12–14時\\) are none of`),
    );
    expect(labelsIn((await exported('yupri')).file, yupriColumns, false)).toMatchObject([{ 配達時間帯区分: '52' }]);
  });

  it('is not written of orders that are not ready', async () => {
    await ready({}, '100');
    const said = await exported('b2', b2Settings);
    expect(said.err).toContain('1 open order more in a status that is not to be shipped');
    expect(said.err).toContain('There is no label, and no file was written.');
    expect(() => statSync(said.file)).toThrow();
  });

  it('is refused for a span that ends before it begins, in the words that every span has', async () => {
    const said = await exported('b2', b2Settings, ' --from 2026-11-25 --to 2026-11-24');
    expect(said.code).toBe(2);
    expect(said.err).toContain('--from (2026-11-25 00:00:00) must lie before --to (2026-11-24 00:00:00).');
  });
});
