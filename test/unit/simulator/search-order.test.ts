import { describe, expect, it } from 'vitest';
import { around, codes, DAY, HOUR, jst, MINUTE, NOON, openMall, shipment } from './mall.ts';

const page = (requestPage: number, requestRecordsAmount: number, sortDirection = 1) => ({
  PaginationRequestModel: { requestPage, requestRecordsAmount, SortModelList: [{ sortColumn: 1, sortDirection }] },
});

describe('searchOrder', () => {
  it('gives 30 rows, the newest first, when no pagination is asked for', () => {
    const mall = openMall();
    const numbers = mall.add(40, { at: { from: NOON - HOUR, to: NOON } });
    const { status, body } = mall.ask('searchOrder', around(NOON));
    expect(status).toBe(200);
    expect(codes(body)).toEqual(['SEARCH_ORDER_INFO_101']);
    expect(body.orderNumberList).toEqual(numbers.slice(10).reverse());
    expect(body.PaginationResponseModel).toEqual({ totalRecordsAmount: 40, totalPages: 2, requestPage: 1 });
  });

  it('pages ascending without a gap or an overlap', () => {
    const mall = openMall();
    const numbers = mall.add(25, { at: { from: NOON - HOUR, to: NOON } });
    const pages = [1, 2, 3].flatMap((n) => mall.ask('searchOrder', around(NOON, page(n, 10))).body.orderNumberList);
    expect(pages).toEqual(numbers);
  });

  it('answers no hits with 200, an empty list and null for every count', () => {
    const { status, body } = openMall().ask('searchOrder', around(NOON));
    expect(status).toBe(200);
    expect(codes(body)).toEqual(['SEARCH_ORDER_INFO_102']);
    expect(body.orderNumberList).toEqual([]);
    expect(body.PaginationResponseModel).toEqual({ totalRecordsAmount: null, totalPages: null, requestPage: null });
  });

  it('names every field that is missing, empty or malformed, and nulls the list', () => {
    const { status, body } = openMall().ask('searchOrder', {
      startDatetime: '',
      endDatetime: '2026-02-09T12:00:00+09:00',
      orderProgressList: [100, 123],
      PaginationRequestModel: { requestRecordsAmount: 1001 },
    });
    expect(status).toBe(400);
    expect(body.MessageModelList.map((one: { message: string }) => one.message)).toEqual([
      'dateTypeの項目を指定して下さい。',
      'startDatetimeの値を指定して下さい。',
      'endDatetimeの書式が不正です。',
      'orderProgressListの書式が不正です。',
      'requestRecordsAmountの書式が不正です。',
    ]);
    expect(codes(body).slice(0, 3)).toEqual([
      'SEARCH_ORDER_ERROR_009',
      'SEARCH_ORDER_ERROR_010',
      'SEARCH_ORDER_ERROR_011',
    ]);
    expect(body.orderNumberList).toBeNull();
    expect(body.PaginationResponseModel).toBeNull();
  });

  it.each(['2026-02-09T12:00:00Z', '2026-02-09T12:00:00+09:00', '2026-02-09 12:00:00', '2026-02-30T12:00:00+0900'])(
    'refuses the datetime %s',
    (startDatetime) => {
      const { body } = openMall().ask('searchOrder', around(NOON, { startDatetime }));
      expect(codes(body)).toEqual(['SEARCH_ORDER_ERROR_011']);
    },
  );

  it('takes a span of 63 days and refuses one second more', () => {
    const mall = openMall();
    const start = NOON - 63 * DAY;
    expect(mall.ask('searchOrder', around(NOON, { startDatetime: jst(start), endDatetime: jst(NOON) })).status).toBe(
      200,
    );
    const longer = mall.ask('searchOrder', around(NOON, { startDatetime: jst(start), endDatetime: jst(NOON + 1000) }));
    expect(longer.status).toBe(400);
    expect(codes(longer.body)).toEqual(['SEARCH_ORDER_ERROR_023']);
  });

  it('looks back 730 days and no further', () => {
    const mall = openMall();
    const asked = (days: number) =>
      mall.ask(
        'searchOrder',
        around(NOON, { startDatetime: jst(NOON - days * DAY), endDatetime: jst(NOON - 700 * DAY) }),
      );
    expect(asked(730).status).toBe(200);
    expect(asked(731).status).toBe(400);
  });

  it('counts both ends of the span in, unless the settings say otherwise', () => {
    const ends = { startDatetime: jst(NOON - MINUTE), endDatetime: jst(NOON) };
    const found = (settings: object) => {
      const mall = openMall({ settings: { search: settings } });
      mall.add(2, { at: { from: NOON - MINUTE, to: NOON + 700 } });
      mall.pass(1000);
      return mall.ask('searchOrder', around(NOON, ends)).body.orderNumberList.length;
    };
    expect(found({})).toBe(2);
    expect(found({ startInclusive: false })).toBe(1);
    expect(found({ startInclusive: false, endInclusive: false })).toBe(0);
  });

  it.each([
    ['truncate', 10, 2],
    ['report', 12, 2],
  ] as const)('reaches no row beyond the limit; %s says the total is %i', (overLimit, total, lastPage) => {
    const mall = openMall({ settings: { search: { resultsMax: 10, overLimit } } });
    const numbers = mall.add(12, { at: { from: NOON - HOUR, to: NOON } });
    const last = mall.ask('searchOrder', around(NOON, page(lastPage, 6))).body;
    expect(last.PaginationResponseModel.totalRecordsAmount).toBe(total);
    expect(last.orderNumberList).toEqual(numbers.slice(6, 10));
  });

  it('can answer too many rows with an error instead', () => {
    const mall = openMall({ settings: { search: { resultsMax: 10, overLimit: 'error' } } });
    mall.add(11);
    expect(mall.ask('searchOrder', around(NOON)).status).toBe(400);
  });

  it('does not list an order before it is visible, and then among its elders', () => {
    const mall = openMall();
    const [late] = mall.add(1, { at: NOON - HOUR, visibleAfterMs: HOUR + 5 * MINUTE });
    const [early] = mall.add(1, { at: NOON - MINUTE });
    expect(mall.ask('searchOrder', around(NOON, page(1, 10))).body.orderNumberList).toEqual([early]);
    mall.pass(5 * MINUTE);
    expect(mall.ask('searchOrder', around(NOON, page(1, 10))).body.orderNumberList).toEqual([late, early]);
  });

  it('filters by progress, settlement, order type, sub-status and blank rows', () => {
    const mall = openMall();
    const [plain] = mall.add(1, { at: NOON - 3 * MINUTE });
    const [cod] = mall.add(1, { at: NOON - 2 * MINUTE, kind: 'cod' });
    const [reserve] = mall.add(1, { at: NOON - MINUTE, kind: 'reserve' });
    mall.rms.control.moveOrder(mall.shopUrl, plain ?? '', 300);
    mall.ask('updateOrderSubStatus', { subStatusId: mall.shopId * 10 + 1, orderNumberList: [plain] });
    mall.ask('updateOrderShipping', shipment(mall, cod ?? ''));
    const found = (more: object) =>
      mall.ask('searchOrder', around(NOON, { ...page(1, 10), ...more })).body.orderNumberList;
    expect(found({ orderProgressList: [300] })).toEqual([plain]);
    expect(found({ settlementMethod: 2 })).toEqual([cod]);
    expect(found({ orderTypeList: [6] })).toEqual([reserve]);
    expect(found({ subStatusIdList: [mall.shopId * 10 + 1] })).toEqual([plain]);
    expect(found({ subStatusIdList: [-1], orderProgressList: [100] })).toEqual([cod, reserve]);
    expect(found({ shippingNumberBlankFlag: 1 })).toEqual([plain, reserve]);
  });

  it('finds by the name of the buyer, by SKU and by phone number', () => {
    const mall = openMall();
    const [first] = mall.add(30, { at: { from: NOON - HOUR, to: NOON } });
    const model = mall.model(first ?? '');
    const { familyName, firstName, phoneNumber1, phoneNumber2, phoneNumber3 } = model.OrdererModel;
    const found = (more: object) =>
      mall.ask('searchOrder', around(NOON, { ...page(1, 100), ...more })).body.orderNumberList;
    expect(found({ searchKeywordType: 4, searchKeyword: `${familyName}${firstName}` })).toContain(first);
    expect(found({ phoneNumberType: 1, phoneNumber: `${phoneNumber1}${phoneNumber2}${phoneNumber3}` })).toEqual([
      first,
    ]);
    const { variantId } = model.PackageModelList[0].ItemModelList[0].SkuModelList[0];
    const bySku = found({ searchKeywordType: 7, searchKeyword: variantId });
    expect(bySku).toContain(first);
    expect(bySku.length).toBeLessThan(30);
  });

  it('searches the other dates, which are independent of 注文日', () => {
    const mall = openMall();
    const [order] = mall.add(1, { at: NOON - 5 * DAY });
    mall.ask('confirmOrder', { orderNumberList: [order] });
    const listed = (dateType: number) => mall.ask('searchOrder', around(NOON, { dateType })).body.orderNumberList;
    expect(listed(1)).toEqual([]);
    expect(listed(2)).toEqual([order]);
    expect(listed(3)).toEqual([]);
    mall.pass(3 * DAY);
    const fixed = mall.ask('searchOrder', { ...around(NOON, { dateType: 3 }), endDatetime: jst(NOON + 3 * DAY) });
    expect(fixed.body.orderNumberList).toEqual([order]);
  });

  it('ignores a name in the wrong case', () => {
    const mall = openMall();
    const numbers = mall.add(3, { at: { from: NOON - HOUR, to: NOON } });
    const body = around(NOON, { PaginationRequestModel: { sortModelList: [{ sortColumn: 1, sortDirection: 1 }] } });
    expect(mall.ask('searchOrder', body).body.orderNumberList).toEqual(numbers.reverse());
  });

  it('shuffles orders of the same second where the settings say so, and loses none', () => {
    const mall = openMall({ settings: { search: { pageOrder: 'ties-shuffled' } } });
    const numbers = mall.add(12, { at: NOON });
    const lists = [1, 2, 3].map(() => mall.ask('searchOrder', around(NOON, page(1, 100))).body.orderNumberList);
    for (const list of lists) expect([...list].sort()).toEqual([...numbers].sort());
    expect(new Set(lists.map(String)).size).toBeGreaterThan(1);
  });
});
