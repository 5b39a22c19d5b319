import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bookEntry, exchangeEntry, openJournal, plainItem, plainRow, shopsByKey } from '../../../journal/index.ts';
import { exchange, folder, journalOf, shopRow } from './small-run.ts';

const shop = { shopUrl: 'shop-1', serviceSecret: 'SP111', licenseKey: 'SL222' };
const authorization = `ESA ${Buffer.from('SP111:SL222').toString('base64')}`;

describe('no key gets into a journal', () => {
  const request = {
    method: 'GET',
    path: '/es/1.0/license-management/license-key/expiry-date?licenseKey=SL222&x=1',
    headers: { Authorization: authorization, accept: '*/*' },
    body: '',
  };

  it('an exchange names the shop in place of its key', async () => {
    const entry = exchangeEntry(
      { at: 1, request, outcome: { ending: 'hang' } },
      shopsByKey(() => [shop]),
      7,
    );
    expect(entry).toEqual({
      kind: 'exchange',
      at: 1,
      world: 7,
      shopUrl: 'shop-1',
      request: {
        method: 'GET',
        path: '/es/1.0/license-management/license-key/expiry-date?licenseKey=removed&x=1',
        headers: { accept: '*/*' },
        body: '',
      },
      outcome: { ending: 'hang' },
    });
    expect(readFileSync(await journalOf([entry]), 'utf8')).not.toMatch(/SL222|ESA /);
  });

  it.each([
    ['an Authorization header', { ...request, path: '/' }],
    ['a licence key in its address', { ...request, headers: {} }],
  ])('an exchange with %s is refused, and the message does not repeat it', async (_, keyed) => {
    const path = join(folder(), 'run.ndjson');
    const journal = openJournal(path);
    let message = '';
    try {
      journal.write({ ...exchange({}), request: keyed });
    } catch (error) {
      message = (error as Error).message;
    }
    await journal.close();
    expect(message).toMatch(/keys never are\. Make the entry with exchangeEntry\(\)/);
    expect(message).not.toMatch(/SL222|ESA /);
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('a row with a credential is refused, a sealed one too', async () => {
    const journal = openJournal(join(folder(), 'run.ndjson'));
    const row = shopRow({ credential: { base64: 'AAAA' } });
    expect(() => journal.write(row)).toThrow(/keys never are, sealed ones neither/);
    await journal.close();
  });

  it('a key that was replaced still identifies its shop, an unknown one identifies none', () => {
    let shops = [shop];
    const shopOf = shopsByKey(() => shops);
    expect(shopOf(authorization)).toBe('shop-1');
    shops = [{ ...shop, licenseKey: 'SL333' }];
    expect(shopOf(authorization)).toBe('shop-1');
    expect(shopOf(`ESA ${Buffer.from('SP111:SL333').toString('base64')}`)).toBe('shop-1');
    expect(shopOf('ESA c3RyYW5nZQ==')).toBeNull();
    expect(shopOf(undefined)).toBeNull();
  });
});

describe('rows of both worlds', () => {
  it('an item of DynamoDB becomes plain, with bytes as base64 and without the key', () => {
    const item = {
      shop: { S: 'rms#shop-1' },
      importFrom: { N: '1770000000000' },
      original: { B: new Uint8Array([1, 2, 3]) },
      raw: { B: 'AQID' },
      final: { BOOL: false },
      nothing: { NULL: true },
      problem: { M: { kind: { S: 'missing' }, tries: { N: '2' } } },
      unannounced: { L: [{ M: { revision: { N: '1' } } }] },
      names: { SS: ['a'] },
      numbers: { NS: ['1'] },
      many: { BS: ['AQID'] },
      credential: { B: 'c2VjcmV0' },
    };
    expect(plainItem(item)).toEqual({
      shop: 'rms#shop-1',
      importFrom: 1_770_000_000_000,
      original: { base64: 'AQID' },
      raw: { base64: 'AQID' },
      final: false,
      nothing: null,
      problem: { kind: 'missing', tries: 2 },
      unannounced: [{ revision: 1 }],
      names: ['a'],
      numbers: [1],
      many: [{ base64: 'AQID' }],
    });
    expect(() => plainItem({ odd: {} })).toThrow(/"odd" has the members \[\]; expected one DynamoDB type/);
  });

  it('a row in memory becomes the same', () => {
    const row = {
      shop: 'rms#shop-1',
      importFrom: 5,
      original: new Uint8Array([1, 2, 3]),
      problem: { kind: 'missing', tries: 2, at: undefined },
      unannounced: [{ revision: 1 }],
      final: false,
      credential: { version: 1, sealed: new Uint8Array([9]) },
    };
    expect(plainRow(row)).toEqual({
      shop: 'rms#shop-1',
      importFrom: 5,
      original: { base64: 'AQID' },
      problem: { kind: 'missing', tries: 2 },
      unannounced: [{ revision: 1 }],
      final: false,
    });
    expect(() => plainRow({ odd: new Map() })).toThrow(/"odd" is a object .* that a journal cannot hold/);
    expect(() => plainRow({ odd: Number.NaN })).toThrow(/"odd" is a number \(NaN\)/);
  });

  it('an order of the books says whether the mall lists it yet', () => {
    const order = {
      shopUrl: 'shop-1',
      orderNumber: 'A-1',
      orderDatetimeMs: 5,
      visibleAtMs: 100,
      orderProgress: 300,
      lines: [{ itemDetailId: 1, units: 2, deleted: false, manageNumber: 'cup' }],
    };
    expect(bookEntry(order, 99)).toMatchObject({ kind: 'book', at: 99, visible: false });
    expect(bookEntry(order, 100, 3)).toEqual({
      kind: 'book',
      at: 100,
      world: 3,
      shopUrl: 'shop-1',
      orderNumber: 'A-1',
      orderDatetimeMs: 5,
      orderProgress: 300,
      lines: [{ itemDetailId: 1, units: 2, deleted: false }],
      visible: true,
    });
  });

  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = (body: string) => ({ ending: 'answer', status: 200, headers: {}, body, delayMs: 0 }) as const;

  it('a call to Yahoo names the shop by what it says itself, and goes without its token and its signature', () => {
    const headers = { ...form, authorization: 'Bearer at.secret', 'x-sws-signature': 'sealed' };
    const call = (path: string, body: string) =>
      exchangeEntry(
        { at: 5, mall: 'yahoo', request: { method: 'POST', path, headers, body }, outcome: answer('<x/>') },
        () => 'must not be called',
      );
    const set = call('/ShoppingWebService/V1/setStock', 'seller_id=kado-no-mise&item_code=a&quantity=1');
    expect(set).toMatchObject({ mall: 'yahoo', shopUrl: 'kado-no-mise', request: { headers: form } });
    expect(JSON.stringify(set)).not.toMatch(/secret|sealed/);
    const info = call('/ShoppingWebService/V1/orderInfo', '<Req><SellerId>kado-no-mise</SellerId></Req>');
    expect(info.shopUrl).toBe('kado-no-mise');
  });

  it('nothing is kept of what is sent to and received from a token endpoint, and a journal refuses it', async () => {
    const request = { method: 'POST', path: '/yconnect/v2/token', headers: form, body: 'refresh_token=rt.secret' };
    const exchange = { at: 5, mall: 'yahoo', request, outcome: answer('{"access_token":"at.secret"}') } as const;
    const entry = exchangeEntry(exchange, () => null);
    expect(entry).toMatchObject({
      mall: 'yahoo',
      shopUrl: null,
      request: { body: 'removed' },
      outcome: { body: 'removed' },
    });
    const journal = openJournal(join(folder(), 'j.ndjson'));
    journal.write(entry);
    expect(() => journal.write({ ...entry, request })).toThrow(/token endpoint .* keys never are/);
    expect(() => journal.write({ ...entry, outcome: exchange.outcome })).toThrow(/token endpoint .* keys never are/);
    await journal.close();
  });
});
