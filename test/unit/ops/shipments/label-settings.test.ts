import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rmsLabels } from '../../../../malls/rms/labels.ts';
import { yahooLabels } from '../../../../malls/yahoo/labels.ts';
import { b2Columns, yupriColumns } from '../../../../ops/orders/labels/formats.ts';
import { b2Settings, labelsIn, sender, settings, useLabelWorld } from './label-world.ts';

const { of, ready, exported } = useLabelWorld();

describe('the settings of labels', () => {
  it('are refused with everything that is wrong with them, and name the columns', async () => {
    await ready();
    const wrong = {
      sender: { ...sender, zip: '', fax: '1' },
      contents: 'お茶',
      columns: { 顧客: '1', 住所: '2' },
      days: 'DD.MM.',
      extra: 1,
    };
    const said = await exported('b2', wrong);
    expect(said.code).toBe(2);
    for (const text of [
      'extra: is not known',
      'sender.fax: is not known',
      'sender.zip: is missing',
      'has no column 顧客, 住所. It has',
      '請求先顧客コード is missing',
      'days: got "DD.MM."',
    ])
      expect(said.err).toContain(text);
    const long = await exported('ehiden', { ...settings, sender: { ...sender, address: '東'.repeat(40) } });
    expect(long.err.replaceAll(/\s+/g, ' ')).toContain(
      'sender or contents: ご依頼主住所１, ご依頼主住所２: room for 32 characters',
    );
  });

  it('may set further columns, the form of days, and a column for the whole number', async () => {
    const order = await ready();
    const given = {
      ...settings,
      columns: { 商品サイズ区分: '080' },
      days: 'YYYY/MM/DD',
      headings: true,
      orderNumberIn: 'フリー項目０１',
    };
    const [label] = labelsIn((await exported('yupri', given)).file, yupriColumns, true);
    expect(label).toMatchObject({
      商品サイズ区分: '080',
      発送予定日: '2026/11/24',
      フリー項目０１: order,
      お客様側管理番号: order.slice(-15),
    });
  });

  it('are kept for a merchant, whose shops need no file then', async () => {
    const order = await ready();
    const { ops, write, folder, shop } = of();
    const kept = (given: object, format = 'b2') =>
      ops(`merchants change ${shop.merchant} --labels ${format}=${write('own.json', JSON.stringify(given))}`);
    expect((await kept(settings)).err).toContain('請求先顧客コード is missing');
    expect(await kept(b2Settings)).toMatchObject({ out: `${shop.merchant}: shipping labels is now b2\n` });
    expect((await kept(b2Settings)).out).toContain('is so already');
    expect(await kept(settings, 'yupri')).toMatchObject({
      out: `${shop.merchant}: shipping labels is now b2, yupri\n`,
    });
    const file = join(folder, 'labels.csv');
    const twice = `--shop ${shop.code},${shop.key}`;
    expect(await ops(`orders export ${twice} --format b2 --output ${file}`)).toMatchObject({
      code: 0,
    });
    expect(labelsIn(file, b2Columns, true)).toMatchObject([{ お客様管理番号: order, ご依頼主名: sender.name }]);
    expect((await ops(`merchants change ${shop.merchant} --labels b2=none`)).out).toContain(
      'shipping labels is now yupri',
    );
  });

  it('are those of the example of the page', async () => {
    await ready();
    const example = JSON.parse(readFileSync('docs/examples/labels.json', 'utf8')) as object;
    expect(await exported('b2', example)).toMatchObject({ code: 0 });
  });

  it.each([
    '',
    '[]',
    'null',
    '{"sender":',
    '{"sender":1,"contents":2,"columns":3,"cashOnDelivery":[],"headings":"x","orderNumberIn":{}}',
    '\u0000',
  ])('are refused with a reason, whatever the file holds: %j', async (content) => {
    const path = of().write('strange.json', content);
    const said = await of().ops(
      `orders export --shop ${of().shop.code} --format b2 --settings ${path} --output ${join(of().folder, 'x.csv')}`,
    );
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('The settings of labels cannot be') });
  });

  it('are needed, with a file to write to', async () => {
    const said = await of().ops(`orders export --shop ${of().shop.code} --format b2 --encoding utf8`);
    expect(said.code).toBe(2);
    for (const name of ['--output: is missing', '--encoding: labels are in Shift_JIS'])
      expect(said.err).toContain(name);
    const { merchant } = of().shop;
    await ready();
    const bare = await of().ops(`orders export --format b2 --output ${join(of().folder, 'x.csv')}`);
    expect(bare).toMatchObject({
      code: 1,
      err: expect.stringContaining(`1 order of merchant ${merchant}, who has no settings for b2`),
    });
    const plain = await of().ops(`orders export --shop ${of().shop.code} --format csv --date today`);
    for (const name of ['--from: is missing', '--to: is missing', '--date: is for labels only'])
      expect(plain.err).toContain(name);
  });
});

describe('what labels take from an order', () => {
  it('of 楽天市場 is no address that is not there', () => {
    const of = (parcel: object) => rmsLabels.of({ PackageModelList: [parcel] }).obstacle?.toString() ?? null;
    expect(of({ DeliveryCvsModel: null, SocialGiftModel: null })).toBeNull();
    expect(of({ DeliveryCvsModel: { cvsCode: 1 } })).toContain('convenience store');
    expect(of({ SocialGiftModel: { inputFlag: 0 } })).toContain('has not given an address');
    expect(of({ SocialGiftModel: { inputFlag: 1 } })).toBeNull();
    expect(rmsLabels.of(null)).toMatchObject({ destinations: [], collected: { kind: 'nothing' } });
    expect(rmsLabels.of({ PackageModelList: [{ packageDeleteFlag: 1 }, {}] }).destinations).toHaveLength(1);
  });

  it.each([
    ['', { kind: 'none' }],
    ['午前中', { kind: 'morning' }],
    ['14:00-16:00', { kind: 'hours', from: 14, to: 16 }],
    ['１８時〜２０時', { kind: 'hours', from: 18, to: 20 }],
    ['夕方', { kind: 'other', words: '夕方' }],
  ])('of Yahoo!ショッピング are the hours %j', (ShipRequestTime, expected) => {
    expect(yahooLabels.of({ Ship: { ShipRequestTime } }).deliveryTime).toEqual(expected);
  });

  it.each([
    ['1', '自宅外配送'],
    ['2', '自宅外配送'],
    ['0', null],
    ['', null],
  ])(
    'of Yahoo!ショッピング is no label where ReceiveSatelliteType is %j and says %s',
    (ReceiveSatelliteType, words) => {
      const { obstacle } = yahooLabels.of({ Ship: { ReceiveSatelliteType } });
      if (words === null) expect(obstacle).toBeNull();
      else expect(obstacle?.toString()).toContain(words);
    },
  );

  it('of Yahoo!ショッピング are its payment and one destination', () => {
    const order = (Pay: object) =>
      yahooLabels.of({ Pay, Detail: { TotalPrice: '3300' }, Ship: { ShipLastName: '角田' } });
    expect(order({ PayType: '1', PayStatus: '0' }).obstacle?.toString()).toContain('the payment has not come in');
    expect(order({ PayType: '0', PayStatus: '0' }).obstacle).toBeNull();
    const collected = { kind: 'amount', amount: 3300, tax: null };
    expect(order({ PayMethod: 'payment_d1' })).toMatchObject({ collected, destinations: [{ id: null, name: '角田' }] });
  });
});
