import { describe, expect, it } from 'vitest';
import type { RetryIntent } from '../../../../core/kernel/errors.ts';
import type { ErrorCode } from '../../../../core/kernel/failures.ts';
import { readBody } from '../../../../malls/body.ts';
import { TransportFailure, type TransportFailureKind } from '../../../../malls/http.ts';
import { faultOf, type RmsCall } from '../../../../malls/rms/faults.ts';
import type { RmsOperation } from '../../../../malls/rms/operations.ts';

const call = (operation: RmsOperation): RmsCall => ({ shop: 'rms#tsunagi-shop', operation, throttleStatuses: [429] });

const un401 = '{"errors":[{"code":"GA0001","message":"Un-Authorised"}]}';
const esa401 = '{"Results":{"errorCode":"ES01-01","message":"Un-Authorised"}}';
const xml401 =
  '<?xml version="1.0"?><errors><element><code>ES01-01</code><message>Un-Authorised</message></element></errors>';
const html = '<!DOCTYPE html><html><body>ただいまメンテナンス中です</body></html>';
const message = (code: string, more: object = {}): string =>
  JSON.stringify({
    MessageModelList: [{ messageType: 'ERROR', messageCode: `ORDER_EXT_API_${code}`, message: 'だめです', ...more }],
    orderNumberList: null,
    OrderModelList: 'list' in more ? [] : null,
    PaginationResponseModel: null,
  });

type Row = readonly [
  name: string,
  operation: RmsOperation,
  status: number,
  body: string,
  code: ErrorCode,
  retry: RetryIntent,
];

const answers: readonly Row[] = [
  ['the newer gateway refusing the key', 'searchOrder', 401, un401, 'key.refused', 'after-pause'],
  ['the older gateway refusing the key', 'getOrder', 401, esa401, 'key.refused', 'after-pause'],
  ['the older gateway refusing the key under 200', 'searchOrder', 200, esa401, 'key.refused', 'after-pause'],
  ['an XML API refusing the key', 'keyExpiry', 401, xml401, 'key.refused', 'after-pause'],
  ['an XML API refusing the key under 200', 'keyExpiry', 200, xml401, 'key.refused', 'after-pause'],
  ['401 with an unknown XML', 'keyExpiry', 401, '<result><status>NG</status></result>', 'key.refused', 'after-pause'],
  ['401 without a body', 'searchOrder', 401, '', 'key.refused', 'after-pause'],
  ['403 with either envelope', 'searchOrder', 403, un401, 'key.refused', 'after-pause'],
  ['403 without a body, which says nothing of a key', 'searchOrder', 403, '', 'mall.failing', 'later'],
  ['a page with 403, which no gateway of RMS sends', 'searchOrder', 403, html, 'mall.not-json', 'later'],
  [
    'a function that is switched off, under 401',
    'searchOrder',
    401,
    '{"Results":{"errorCode":"ES04-01","message":"Un-Authorised"}}',
    'key.function-off',
    'after-pause',
  ],
  [
    'a function that is switched off, under 400',
    'keyExpiry',
    400,
    '{"errors":[{"code":"ES04-01","message":"Un-Authorised"}]}',
    'key.function-off',
    'after-pause',
  ],
  ['a wrong field', 'searchOrder', 400, message('SEARCH_ORDER_ERROR_011'), 'mall.refused', 'never'],
  ['a missing version', 'getOrder', 400, message('GET_ORDER_ERROR_009'), 'mall.refused', 'never'],
  ['an error under 200', 'searchOrder', 200, message('SEARCH_ORDER_ERROR_023'), 'mall.refused', 'never'],
  ['a system error under 200', 'searchOrder', 200, message('SEARCH_ORDER_ERROR_900'), 'mall.failing', 'later'],
  ['a system error under 400', 'getOrder', 400, message('GET_ORDER_ERROR_901'), 'mall.failing', 'later'],
  ['a system error under 500', 'getOrder', 500, message('GET_ORDER_ERROR_900'), 'mall.failing', 'later'],
  [
    'a system error about one order',
    'getOrder',
    200,
    message('GET_ORDER_ERROR_900', { orderNumber: '1', list: 1 }),
    'mall.failing',
    'later',
  ],
  [
    'an error about one order and no list',
    'getOrder',
    200,
    message('GET_ORDER_ERROR_016', { orderNumber: '1' }),
    'mall.refused',
    'never',
  ],
  [
    'a path that does not exist',
    'searchOrder',
    400,
    '{"errors":[{"code":"GE0007","message":"Requested path"}]}',
    'mall.refused',
    'never',
  ],
  ['an unknown path', 'searchOrder', 404, '{}', 'mall.refused', 'never'],
  ['a wrong method', 'searchOrder', 405, '', 'mall.refused', 'never'],
  ['a wrong media type', 'searchOrder', 415, '{"Results":{"errorCode":"ES04-03"}}', 'mall.refused', 'never'],
  ['too many calls', 'searchOrder', 429, '{}', 'mall.throttled', 'later'],
  ['too many calls, with a page', 'searchOrder', 429, html, 'mall.throttled', 'later'],
  ['overload', 'searchOrder', 503, '{"Results":{"errorCode":"ES99-99"}}', 'mall.failing', 'later'],
  [
    'a server error',
    'searchOrder',
    500,
    '{"errors":[{"code":"X0000","message":"An unexpected error"}]}',
    'mall.failing',
    'later',
  ],
  ['a bad gateway', 'searchOrder', 502, '', 'mall.failing', 'later'],
  ['a slow gateway', 'searchOrder', 504, 'upstream request timeout', 'mall.failing', 'later'],
  ['a conflict', 'searchOrder', 409, '{"errors":[{"code":"CE0001"}]}', 'mall.failing', 'later'],
  ['a redirect to somewhere', 'searchOrder', 302, '', 'mall.failing', 'later'],
  ['a key that an ailing gateway cannot check', 'searchOrder', 503, un401, 'mall.failing', 'later'],
  ['a page under 503', 'searchOrder', 503, html, 'mall.not-json', 'later'],
  ['a page under 500', 'getOrder', 500, html, 'mall.not-json', 'later'],
  ['a page under 200', 'getOrder', 200, html, 'mall.not-json', 'later'],
  ['text under 200', 'getOrder', 200, 'OK', 'mall.not-json', 'later'],
  ['nothing under 200', 'getOrder', 200, '', 'mall.not-json', 'later'],
  ['XML under 200', 'getOrder', 200, '<result><status>OK</status></result>', 'mall.not-json', 'later'],
  ['an unknown gateway code under 200', 'getOrder', 200, '{"errors":[{"code":"GA0004"}]}', 'mall.failing', 'later'],
  ['JSON that breaks off', 'getOrder', 200, '{"OrderModelList":[{', 'mall.unreadable', 'later'],
];

describe('a fault of RMS', () => {
  it.each(answers)('%s (%s, %i) is known for what it is', (_name, operation, status, body, code, retry) => {
    const fault = faultOf(call(operation), { status, headers: {}, body: readBody(body) });
    expect(fault).toMatchObject({ code, retry, context: { shop: 'rms#tsunagi-shop', operation, status } });
  });

  it.each<[TransportFailureKind, ErrorCode, RetryIntent]>([
    ['connect', 'mall.unreachable', 'later'],
    ['timeout', 'mall.timeout', 'later'],
    ['reset', 'mall.reset', 'later'],
    ['too-large', 'mall.too-large', 'never'],
  ])('a call that broke off as %s is %s', (kind, code, retry) => {
    const failure = new TransportFailure(kind, 'broken off');
    expect(faultOf(call('getOrder'), failure)).toMatchObject({ code, retry, cause: failure });
  });

  it.each([
    [
      'orders',
      '{"MessageModelList":[{"messageType":"INFO","messageCode":"ORDER_EXT_API_GET_ORDER_INFO_101"}],"OrderModelList":[]}',
    ],
    [
      'a warning',
      '{"MessageModelList":[{"messageType":"WARNING","messageCode":"ORDER_EXT_API_GET_ORDER_WARNING_101"}],"OrderModelList":[]}',
    ],
    ['an error about one order among others', message('GET_ORDER_ERROR_016', { orderNumber: '1', list: 1 })],
  ])('%s under 200 is none', (_name, body) => {
    expect(faultOf(call('getOrder'), { status: 200, headers: {}, body: readBody(body) })).toBeNull();
  });

  it("carries the mall's codes, its request id and the wait it asks for", () => {
    const body = readBody(message('SEARCH_ORDER_ERROR_011'));
    const headers = { requestid: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed', 'retry-after': '30' };
    expect(faultOf(call('searchOrder'), { status: 400, headers, body })?.context).toEqual({
      shop: 'rms#tsunagi-shop',
      operation: 'searchOrder',
      status: 400,
      mallCodes: ['ORDER_EXT_API_SEARCH_ORDER_ERROR_011'],
      requestId: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
      retryAfterMs: 30_000,
    });
  });

  it("reads a Retry-After date against the mall's own clock", () => {
    const headers = { timestamp: '2026-11-24T06:00:00', 'retry-after': 'Tue, 24 Nov 2026 06:02:00 GMT' };
    const fault = faultOf(call('searchOrder'), { status: 503, headers, body: readBody('') });
    expect(fault?.context.retryAfterMs).toBe(120_000);
  });

  it('throttles with whatever status this RMS is set to use', () => {
    const busy = { ...call('searchOrder'), throttleStatuses: [429, 503] };
    expect(faultOf(busy, { status: 503, headers: {}, body: readBody('') })).toMatchObject({ code: 'mall.throttled' });
  });

  it.each([
    ['searchOrder', 'rpay.order.searchOrder'],
    ['updateOrderMemo', 'rpay.order.updateOrderMemo'],
    ['keyExpiry', 'license.expiryDate.get'],
    ['inventoryBulkGet', 'inventories.bulk.get'],
    ['inventoryBulkUpsert', 'inventories.bulk.upsert'],
  ] as const)('names %s, where it is off, as the list of 利用機能編集 does: %s', (operation, name) => {
    const off = faultOf(call(operation), {
      status: 401,
      headers: {},
      body: readBody('{"Results":{"errorCode":"ES04-01"}}'),
    });
    expect(off).toMatchObject({ code: 'key.function-off', context: { function: name } });
    expect(off?.message).toContain(`${name} is switched off`);
  });

  it('says where in RMS the merchant switches a function on or finds a valid key', () => {
    const off = readBody('{"Results":{"errorCode":"ES04-01"}}');
    expect(faultOf(call('getOrder'), { status: 401, headers: {}, body: off })?.message).toContain('利用機能編集');
    const refused = faultOf(call('getOrder'), { status: 401, headers: {}, body: readBody(un401) })?.message;
    expect(refused).toContain('ライセンスキーの確認・変更');
    expect(refused).toContain('システム開発企業からのAPIアクセス許可設定');
  });

  it("repeats nothing of the mall's text: a code that is no code, a request id that is none, a message about a buyer", () => {
    const body = readBody(
      '{"errors":[{"code":"山田 太郎 様"}],"MessageModelList":[{"messageType":"ERROR","messageCode":"a@b.example","message":"山田"}]}',
    );
    const fault = faultOf(call('getOrder'), { status: 400, headers: { requestid: 'SL 山田' }, body });
    expect(JSON.stringify([fault?.message, fault?.context])).not.toMatch(/山田|example/);
  });
});
