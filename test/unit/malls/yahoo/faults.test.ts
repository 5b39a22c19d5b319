import { describe, expect, it } from 'vitest';
import type { RetryIntent } from '../../../../core/kernel/errors.ts';
import type { ErrorCode } from '../../../../core/kernel/failures.ts';
import { TransportFailure, type TransportFailureKind } from '../../../../malls/http.ts';
import { readYahooBody } from '../../../../malls/yahoo/body.ts';
import { faultOf, tokenTroubleOf } from '../../../../malls/yahoo/faults.ts';
import type { YahooOperation } from '../../../../malls/yahoo/operations.ts';
import { shopKey } from './in-process.ts';

const call = (operation: YahooOperation) => ({ shop: shopKey, operation }) as const;
const error = (message: string, code?: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Message>\n${message}\n</Message>${code === undefined ? '' : `<Code>${code}</Code>`}</Error>`;
const ng = (code: string): string =>
  `<Result><Status>NG</Status><Error><Code>${code}</Code><Message>だめです</Message></Error></Result>`;
const inSet = (inner: string): string => `<ResultSet totalResultsAvailable="1">${inner}</ResultSet>`;
const html = '<!DOCTYPE html><html><body>ただいまメンテナンス中です</body></html>';
const challenge = (reason: string): string =>
  `Please provide valid credentials. Bearer realm="yahooapis.jp", error="${reason}"`;
const partly =
  '<ResultSet><Result><ItemCode>a</ItemCode><SubCode></SubCode><Quantity>1</Quantity></Result><Result><ItemCode>b</ItemCode><ErrorCode>st-02104</ErrorCode></Result></ResultSet>';

type Row = readonly [string, YahooOperation, number, string, ErrorCode, RetryIntent];

const answers: readonly Row[] = [
  [
    'a signature that is not taken',
    'orderList',
    401,
    error('AccessToken has been expired.', 'px-04102'),
    'key.refused',
    'after-pause',
  ],
  ['an address that is not registered', 'orderInfo', 403, error('no', 'px-04306'), 'key.function-off', 'after-pause'],
  [
    'an application without the order API',
    'orderList',
    403,
    error('no', 'px-04303'),
    'key.function-off',
    'after-pause',
  ],
  [
    'an application that is not permitted',
    'orderList',
    403,
    error('no', 'px-04307'),
    'key.function-off',
    'after-pause',
  ],
  [
    'an application that is not registered',
    'orderList',
    403,
    error('no', 'px-14303'),
    'key.function-off',
    'after-pause',
  ],
  ['too many calls', 'orderList', 403, error('Your Request was Forbidden'), 'mall.throttled', 'later'],
  [
    'too many calls, told by a page',
    'getStock',
    403,
    `<html><h1>Your Request was Forbidden</h1></html>`,
    'mall.throttled',
    'later',
  ],
  ['too many calls, in an undocumented form', 'getStock', 429, '', 'mall.throttled', 'later'],
  ['a volume cap', 'orderInfo', 400, error('over', 'od90166'), 'mall.throttled', 'later'],
  ['a volume cap of a change', 'orderShipStatusChange', 400, inSet(ng('od90166')), 'mall.throttled', 'later'],
  ['the other volume cap, under 200', 'orderStatusChange', 200, inSet(ng('d91151')), 'mall.throttled', 'later'],
  ['the same by the form of other codes', 'orderChange', 400, error('over', 'od91151'), 'mall.throttled', 'later'],
  ['a fresh token that is refused', 'getStock', 401, error(challenge('invalid_token')), 'mall.failing', 'later'],
  [
    'a consent without the scope',
    'getStock',
    401,
    error(challenge('insufficient_scope')),
    'key.function-off',
    'after-pause',
  ],
  [
    'a consent without the scope, under 403',
    'getStock',
    403,
    error(challenge('insufficient_scope')),
    'key.function-off',
    'after-pause',
  ],
  ['maintenance of the stock API', 'setStock', 503, error('メンテナンス中です。', 'ed-00002'), 'mall.failing', 'later'],
  ['maintenance under 200', 'getStock', 200, error('メンテナンス中です。', 'ed-00002'), 'mall.failing', 'later'],
  [
    'maintenance by its older name',
    'setStock',
    400,
    error('メンテナンス中です。', 'st-02000'),
    'mall.failing',
    'later',
  ],
  ['a system error of the stock API', 'setStock', 400, error('システムエラー', 'ed-00001'), 'mall.failing', 'later'],
  ['a system error of the order API', 'orderInfo', 500, inSet(ng('od91001')), 'mall.failing', 'later'],
  [
    'items that are being uploaded',
    'setStock',
    400,
    error('反映またはアップロード中', 'ed-00006'),
    'mall.throttled',
    'later',
  ],
  ['a gateway in trouble', 'orderList', 503, error('Service Unavailable'), 'mall.failing', 'later'],
  ['a page of regret', 'orderList', 502, html, 'mall.not-json', 'later'],
  ['a page under 200', 'orderInfo', 200, html, 'mall.not-json', 'later'],
  ['a redirect', 'orderInfo', 302, '', 'mall.failing', 'later'],
  ['nothing under 200', 'orderInfo', 200, '', 'mall.not-json', 'later'],
  ['JSON', 'orderInfo', 200, '{}', 'mall.not-json', 'later'],
  ['XML that breaks off', 'orderInfo', 200, '<ResultSet><Result>', 'mall.unreadable', 'later'],
  ['a wrong parameter', 'orderList', 400, ng('od90101'), 'mall.refused', 'never'],
  ['an order that is not there', 'orderInfo', 404, error('No such order.', 'od91801'), 'mall.refused', 'never'],
  ['an NG under 200', 'orderList', 200, ng('od90101'), 'mall.refused', 'never'],
  ['an NG without a code', 'orderList', 200, '<Result><Status>NG</Status></Result>', 'mall.refused', 'never'],
  ['a wrong item code', 'getStock', 400, error('item_code() is invalid format.', 'st-02101'), 'mall.refused', 'never'],
  ['a shop that is not the token’s', 'setStock', 400, error('seller_id', 'ed-00005'), 'mall.refused', 'never'],
];

describe('what an answer of Yahoo!ショッピング means', () => {
  it.each(answers)('%s (%s, %i)', (_name, operation, status, body, code, retry) => {
    const fault = faultOf(call(operation), { status, headers: {}, body: readYahooBody(body) });
    expect(fault).toMatchObject({ code, retry, context: { shop: shopKey, operation, status } });
    // One sentence and what to do, without a word of the answer.
    expect(fault?.message).not.toMatch(/だめです|アップロード|Forbidden|item_code/);
  });

  it.each([
    ['orderList', 200, '<Result><Status>OK</Status><Search><TotalCount>0</TotalCount></Search></Result>'],
    ['setStock', 207, partly],
    ['getStock', 200, '<ResultSet ok="2"><Result/></ResultSet>'],
  ] as const)('is nothing bad of %s with %i', (operation, status, body) => {
    expect(faultOf(call(operation), { status, headers: {}, body: readYahooBody(body) })).toBeNull();
  });

  it('blames the 公開鍵 where Yahoo answers an order call and says that it was not authorised, and nothing where it says nothing', () => {
    const body = readYahooBody('<Result><Status>OK</Status></Result>');
    const answer = (said: string) => ({ status: 200, headers: { 'x-sws-authorize-status': said }, body });
    expect(faultOf(call('orderList'), answer('unauthorized'))).toMatchObject({ code: 'key.refused' });
    expect(faultOf(call('orderList'), answer('authorized'))).toBeNull();
    expect(faultOf(call('orderList'), { status: 200, headers: {}, body })).toBeNull();
    expect(faultOf(call('getStock'), answer('unauthorized'))).toBeNull();
  });

  it('is a token that has ended only where the gateway says 401 without a code', () => {
    const of = (status: number, body: string, headers = {}) =>
      tokenTroubleOf({ status, headers, body: readYahooBody(body) });
    expect(of(401, error(challenge('invalid_token')))).toBe('ended');
    expect(of(401, '')).toBe('ended');
    expect(of(401, error('', 'px-04102'))).toBeNull();
    expect(of(401, '', { 'www-authenticate': 'Bearer error="insufficient_scope"' })).toBe('no-scope');
    expect(of(403, error('Your Request was Forbidden'))).toBeNull();
  });

  it('keeps what could not be read as evidence, and out of the message', () => {
    const body = readYahooBody('<ResultSet><Buyer>花子');
    const fault = faultOf(call('orderInfo'), { status: 200, headers: {}, body });
    expect(fault?.message).not.toContain('花子');
    expect(fault?.evidence()).toContain('花子');
  });

  const broken: readonly (readonly [TransportFailureKind, ErrorCode, RetryIntent])[] = [
    ['connect', 'mall.unreachable', 'later'],
    ['timeout', 'mall.timeout', 'later'],
    ['reset', 'mall.reset', 'later'],
    ['too-large', 'mall.too-large', 'never'],
  ];
  it.each(broken)('is %s where the call broke off', (kind, code, retry) => {
    expect(faultOf(call('setStock'), new TransportFailure(kind, 'x'))).toMatchObject({ code, retry });
  });
});
