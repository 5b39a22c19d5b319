import { describe, expect, it } from 'vitest';
import { around, compact, DAY, HOUR, MINUTE, NOON, openMall, SECOND, SELLER } from './mall.ts';

describe('orderList', () => {
  it('lists what was placed in a span, with what was asked for, and how many there are in all', () => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1);
    const answer = mall.list(around(NOON), { fields: 'OrderId,OrderTime,OrderStatus,ShipStatus,IsSeen' });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/xml;charset=UTF-8');
    expect(answer.text).toContain(
      '<Result><Status>OK</Status><Search><TotalCount>1</TotalCount><OrderInfo><Index>1</Index>' +
        `<SellerId>${SELLER}</SellerId><OrderId>${id}</OrderId><IsSeen>false</IsSeen>` +
        '<OrderTime>2026-02-09T11:00:00+09:00</OrderTime><OrderStatus>2</OrderStatus><ShipStatus>1</ShipStatus></OrderInfo>',
    );
  });

  it('says none with a count and nothing else', () => {
    expect(openMall().list(around(NOON)).text).toContain(
      '<Result><Status>OK</Status><Search><TotalCount>0</TotalCount></Search></Result>',
    );
  });

  it('pages by the number of the first row, ten at a time where nothing is said, and counts all on each page', () => {
    const mall = openMall();
    const ids = mall.addSettled(25, { at: { from: NOON - 3 * HOUR, to: NOON - HOUR } });
    const page = (search: string) => mall.list(around(NOON), { search });
    const read = (search: string) =>
      page(search)
        .all('Search/OrderInfo/OrderId')
        .map((one) => one.text);
    expect(read('')).toEqual(ids.slice(0, 10));
    expect(read('<Start>11</Start><Result>20</Result>')).toEqual(ids.slice(10));
    expect(page('<Start>21</Start>').at('Search/TotalCount')).toBe('25');
    expect(
      page('<Start>21</Start>')
        .all('Search/OrderInfo/Index')
        .map((one) => one.text),
    ).toEqual(['21', '22', '23', '24', '25']);
  });

  it('shows one empty OrderInfo behind the last row, and where no rows were asked for', () => {
    const mall = openMall();
    mall.addSettled(1);
    for (const search of ['<Start>2</Start>', '<Result>0</Result>']) {
      expect(mall.list(around(NOON), { search }).text).toContain('<TotalCount>1</TotalCount><OrderInfo /></Search>');
    }
  });

  it('sorts by 注文日時, either way, and by nothing else', () => {
    const mall = openMall();
    const ids = mall.addSettled(3, { at: { from: NOON - 3 * HOUR, to: NOON - HOUR } });
    const read = (sort: string) => mall.list(around(NOON), { search: `<Sort>${sort}</Sort>` });
    expect(
      read('-order_time')
        .all('Search/OrderInfo/OrderId')
        .map((one) => one.text),
    ).toEqual([...ids].reverse());
    expect(
      read('+order_time')
        .all('Search/OrderInfo/OrderId')
        .map((one) => one.text),
    ).toEqual(ids);
    expect(read('order_time').at('Status')).toBe('NG');
  });

  it('may give orders of the same second in another sequence each time', () => {
    const mall = openMall({ settings: { list: { pageOrder: 'ties-shuffled' } } });
    mall.addSettled(12);
    expect(mall.listed(around(NOON))).not.toEqual(mall.listed(around(NOON)));
  });

  it('gives 2,000 orders at most, or refuses to, and counts the rest all the same', () => {
    const mall = openMall({ settings: { list: { resultMax: 3 } } });
    mall.addSettled(5);
    const answer = mall.list(around(NOON), { search: '<Result>5</Result>' });
    expect([answer.all('Search/OrderInfo').length, answer.at('Search/TotalCount')]).toEqual([3, '5']);
    mall.control.changeSettings({ list: { overMax: 'error' } });
    expect(mall.list(around(NOON), { search: '<Result>5</Result>' }).at('Status')).toBe('NG');
  });

  it('shows of several lines the first only', () => {
    const mall = openMall();
    const lines = [
      { itemCode: 'kome-0005', units: 1 },
      { itemCode: 'tsya-2201', subCode: 's-nv', units: 2 },
    ];
    mall.addSettled(1, { lines });
    const answer = mall.list(around(NOON), { fields: 'OrderId,ItemYahooAucId' });
    expect(answer.all('Search/OrderInfo/Item')).toHaveLength(1);
  });

  it.each([
    ['no pin', '<OrderStatus>2</OrderStatus>', 'OrderId', 'is required'],
    ['a time with hyphens', '<OrderTimeFrom>2026-02-09</OrderTimeFrom>', 'OrderId', 'OrderTimeFrom is invalid'],
    ['a day that is none', '<OrderTimeFrom>20260230000000</OrderTimeFrom>', 'OrderId', 'OrderTimeFrom is invalid'],
    ['no field', around(NOON), '', 'Field is required'],
    ['another mode', around(NOON, '<ReadOnlyMode>3</ReadOnlyMode>'), 'OrderId', 'ReadOnlyMode is invalid'],
    [
      'a condition on changes',
      around(NOON, '<LastUpdateTimeFrom>1</LastUpdateTimeFrom>'),
      'OrderId',
      'is no condition',
    ],
  ])('says NG in its own envelope to %s', (_, conditions, fields, words) => {
    const answer = openMall().list(conditions, { fields });
    expect([answer.status, answer.at('Status'), answer.at('Error/Code')]).toEqual([400, 'NG', 'od90101']);
    expect(answer.at('Error/Message')).toContain(words);
  });

  it.each(['Nothing', 'ChildOrderId', 'ItemId'])(
    'refuses the field %s, which it does not have, or ignores it',
    (field) => {
      const mall = openMall();
      mall.addSettled(1);
      const answer = mall.list(around(NOON), { fields: `OrderId,${field}` });
      expect([answer.at('Status'), answer.at('Error/Code')]).toEqual(['NG', 'od90101']);
      mall.control.changeSettings({ list: { unknownField: 'ignore' } });
      expect(mall.list(around(NOON), { fields: `OrderId,${field}` }).at('Status')).toBe('OK');
    },
  );

  it('wants an XML document of Req with the SellerId of the token', () => {
    const mall = openMall();
    for (const body of ['', 'seller_id=a', '<Req>', '<Other/>', '<Req><Search/></Req>']) {
      expect(mall.ask('orderList', body).at('Status')).toBe('NG');
    }
    const foreign = mall.ask('orderList', '<Req><Search/><SellerId>tonari</SellerId></Req>');
    expect([foreign.status, foreign.at('Code')]).toEqual([400, 'od90101']);
  });

  it('reads the blanks of Japanese width that the mall’s own samples are indented with', () => {
    const mall = openMall();
    mall.addSettled(1);
    const answer = mall.ask(
      'orderList',
      `<Req>\n　<Search>\n　　<Condition>${around(NOON)}</Condition>\n　　<Field>　OrderId, Version　</Field>\n　</Search>\n　<SellerId>${SELLER}</SellerId>\n</Req>`,
    );
    expect(answer.at('Search/OrderInfo/Version')).toBe('1');
  });
});

describe('a condition', () => {
  it('on 注文日時 holds both ends, or neither, as the settings say', () => {
    const mall = openMall();
    const [id] = mall.addSettled(1);
    const at = NOON - HOUR;
    const from = (ms: number) => mall.listed(`<OrderTimeFrom>${compact(ms)}</OrderTimeFrom>`);
    const to = (ms: number) => mall.listed(`<OrderTimeTo>${compact(ms)}</OrderTimeTo>`);
    expect([from(at), to(at), from(at + SECOND), to(at - SECOND)]).toEqual([[id], [id], [], []]);
    expect(mall.listed(`<OrderTime>${compact(at)}</OrderTime>`)).toEqual([id]);
    mall.control.changeSettings({ list: { fromInclusive: false, toInclusive: false } });
    expect([from(at), to(at), from(at - SECOND), to(at + SECOND)]).toEqual([[], [], [id], [id]]);
  });

  it('on a status takes several between commas', () => {
    const mall = openMall();
    const [hold = '', done = '', other = ''] = mall.addSettled(3);
    mall.control.moveOrder(SELLER, hold, 3);
    mall.control.moveOrder(SELLER, done, 5);
    expect(mall.listed(around(NOON, '<OrderStatus>3,5</OrderStatus>'))).toEqual([hold, done]);
    expect(mall.listed(around(NOON, '<OrderStatus>2</OrderStatus>'))).toEqual([other]);
  });

  it('on IsSeen shows new orders: a change or a look at the screen makes them old', () => {
    const mall = openMall();
    const [looked = '', changed = '', fresh = ''] = mall.addSettled(3);
    mall.control.seeOrder(SELLER, looked);
    mall.control.editOrder(SELLER, changed, { notes: '確認済' });
    expect(mall.listed(around(NOON, '<IsSeen>false</IsSeen><OrderStatus>2</OrderStatus>'))).toEqual([fresh]);
    mall.info(fresh);
    expect(mall.listed(around(NOON, '<IsSeen>false</IsSeen>'))).toEqual([fresh]);
  });

  it('on a number, an item, or whether it is a test, finds what it says', () => {
    const mall = openMall();
    const [rice = ''] = mall.addSettled(1, { lines: [{ itemCode: 'kome-0005', units: 1 }] });
    const [test = ''] = mall.addSettled(1, { kind: 'test', lines: [{ itemCode: 'sencha-0880', units: 1 }] });
    expect(mall.listed(`<OrderId>${test}</OrderId>`)).toEqual([test]);
    expect(mall.listed(around(NOON, '<ItemId>kome-0005</ItemId>'))).toEqual([rice]);
    expect(mall.listed(around(NOON, '<IsRoyalty>false</IsRoyalty>'))).toEqual([test]);
  });
});

describe('the window in which a buyer can cancel', () => {
  it('hides an order for ten minutes from callers that do not ask for it', () => {
    const mall = openMall();
    const [id] = mall.add(1);
    const modes = () =>
      ['', 0, 1, 2].map((mode) => mall.listed(around(NOON, mode === '' ? '' : `<ReadOnlyMode>${mode}</ReadOnlyMode>`)));
    expect(modes()).toEqual([[], [], [id], [id]]);
    expect(
      mall
        .list(around(NOON, '<ReadOnlyMode>1</ReadOnlyMode>'), { fields: 'IsReadOnly' })
        .at('Search/OrderInfo/IsReadOnly'),
    ).toBe('1');
    mall.pass(10 * MINUTE - 1);
    expect(modes()).toEqual([[], [], [id], [id]]);
    mall.pass(1);
    expect(modes()).toEqual([[id], [id], [], [id]]);
  });

  it.each(['listed', 'hidden'] as const)('an order that was taken back in it is %s afterwards', (cancelledInWindow) => {
    const mall = openMall({ settings: { list: { cancelledInWindow } } });
    const [id = ''] = mall.add(1);
    mall.control.cancelOrder(SELLER, id);
    mall.pass(10 * MINUTE);
    expect(mall.listed(around(NOON, '<OrderStatus>4</OrderStatus>'))).toEqual(
      cancelledInWindow === 'listed' ? [id] : [],
    );
    expect(mall.control.order(id)).toMatchObject({ orderStatus: 4, cancelReason: 100, cancelMails: 0, isSeen: false });
  });

  it('is over for its buyer when it is over', () => {
    const mall = openMall();
    const [id = ''] = mall.add(1);
    mall.pass(10 * MINUTE);
    expect(() => mall.control.cancelOrder(SELLER, id)).toThrow('can cancel no more');
    expect(() => mall.control.cancelOrder(SELLER, id, { reason: 100 })).not.toThrow();
  });
});

describe('公開日時', () => {
  const published = (mall: ReturnType<typeof openMall>, from: number, to: number) =>
    mall.listed(
      `<PublicationTimeFrom>${compact(from)}</PublicationTimeFrom><PublicationTimeTo>${compact(to)}</PublicationTimeTo>`,
    );

  it('is the moment of the order: a caller that asks for the last minutes only never sees it come out of the window', () => {
    const mall = openMall();
    const [id] = mall.add(1);
    mall.pass(10 * MINUTE);
    expect(published(mall, mall.now() - 5 * MINUTE, mall.now())).toEqual([]);
    expect(published(mall, mall.now() - 15 * MINUTE, mall.now())).toEqual([id]);
  });

  it('is the end of the window, or empty, where the settings say so', () => {
    const mall = openMall({ settings: { list: { publication: 'window-end' } } });
    const [id] = mall.add(1);
    mall.pass(10 * MINUTE);
    expect(published(mall, mall.now(), mall.now())).toEqual([id]);
    const without = openMall({ settings: { list: { publication: 'empty' } } });
    without.addSettled(1);
    expect(published(without, NOON - DAY, NOON + DAY)).toEqual([]);
    expect(without.listed(around(NOON))).toHaveLength(1);
  });

  it('is the release of an order that the fraud check held for hours, long after its 注文日時', () => {
    const mall = openMall();
    const [id = ''] = mall.add(1, { kind: 'fraud-hold' });
    const held = '<FraudHoldDisplayType>1</FraudHoldDisplayType>';
    mall.pass(HOUR);
    expect([mall.listed(around(NOON)), mall.listed(around(NOON, held))]).toEqual([[], [id]]);
    mall.pass(2 * HOUR);
    expect(published(mall, mall.now(), mall.now())).toEqual([id]);
    expect(mall.listed(around(NOON))).toEqual([id]);
    expect(mall.control.order(id)).toMatchObject({
      orderTimeMs: NOON,
      publicationTimeMs: NOON + 3 * HOUR,
      isHeld: false,
    });
  });

  it('can be made to come by hand', () => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1, { kind: 'fraud-hold', at: NOON - HOUR });
    mall.control.releaseOrder(SELLER, id);
    expect(mall.listed(around(NOON))).toEqual([id]);
  });
});

describe('an order that is shown late', () => {
  it('can be read by its number before it is listed', () => {
    const mall = openMall({ settings: { list: { visibilityDelayMinMs: 2 * HOUR, visibilityDelayMaxMs: 2 * HOUR } } });
    const [id = ''] = mall.addSettled(1);
    expect(mall.listed(around(NOON))).toEqual([]);
    expect(mall.info(id).at('Result/OrderInfo/OrderId')).toBe(id);
    mall.pass(HOUR);
    expect(mall.listed(around(NOON))).toEqual([id]);
  });
});
