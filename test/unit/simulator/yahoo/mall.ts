import { constants, publicEncrypt } from 'node:crypto';
import type { SimOutcome } from '../../../../simulator/index.ts';
import {
  createYahoo,
  type YahooControl,
  type YahooSettingsChange,
  type YahooSimulator,
} from '../../../../simulator/yahoo/index.ts';
import { allAt, type Element, readXml, textAt } from '../../../../simulator/yahoo/xml.ts';

/** Monday, in the middle of an afternoon in Japan. */
export const NOON = Date.parse('2026-02-09T12:00:00+09:00');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const SELLER = 'kado-no-mise';

/** An answer that came: its status, its text, and what of it is XML. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  root: Element;
  /** The text at a path below the root; null where there is none. */
  at(path: string): string | null;
  all(path: string): Element[];
}

/** One mall with one shop, and a clock that moves only when a test moves it. Nothing is too fast unless a test says so. */
export interface Mall {
  yahoo: YahooSimulator;
  control: YahooControl;
  pass(ms: number): void;
  now(): number;
  /** A fresh access token. */
  token(): string;
  signature(atMs?: number, sellerId?: string): Record<string, string>;
  /** The raw outcome of a function, called with a token and, unless `headers` says otherwise, a signature. */
  call(name: string, body: string, headers?: Record<string, string>): SimOutcome;
  ask(name: string, body: string, headers?: Record<string, string>): Answer;
  list(conditions: string, more?: { fields?: string; search?: string }): Answer;
  info(orderId: string, fields?: string): Answer;
  /** A function for one order: `order` is what stands in `<Order>`. */
  change(name: string, orderId: string, order: string, pointFix?: string): Answer;
  /** The order ids that a search lists. */
  listed(conditions: string): string[];
  stock(name: 'setStock' | 'getStock', fields: Record<string, string>): Answer;
  /** The stock row of an item code as the books have it. */
  row(code: string): { quantity: number | null; allowOverdraft: boolean; closed: boolean } | undefined;
  add(count: number, more?: Partial<Parameters<YahooControl['addOrders']>[1]>): string[];
  /** Orders that were placed so long ago that their buyers can cancel no more. */
  addSettled(count: number, more?: Partial<Parameters<YahooControl['addOrders']>[1]>): string[];
}

export function openMall(options: { seed?: number; settings?: YahooSettingsChange } = {}): Mall {
  let nowMs = NOON;
  const settings = { ...options.settings, throttle: { enforce: false, ...options.settings?.throttle } };
  const yahoo = createYahoo({ now: () => nowMs, seed: options.seed ?? 7, settings });
  const { control } = yahoo;
  const credentials = control.addShop({ sellerId: SELLER });
  const post = (path: string, headers: Record<string, string>, body: string): SimOutcome =>
    yahoo.handle({ method: 'POST', path, headers, body });
  const token: Mall['token'] = () => {
    const basic = btoa(`${credentials.clientId}:${credentials.clientSecret}`);
    const body = `grant_type=refresh_token&refresh_token=${credentials.refreshToken}`;
    return JSON.parse(answered(post('/yconnect/v2/token', { authorization: `Basic ${basic}` }, body)).body)
      .access_token;
  };
  const signature: Mall['signature'] = (atMs = nowMs, sellerId = SELLER) => {
    const { publicKey, publicKeyVersion } = control.shops()[0] ?? credentials;
    const words = Buffer.from(`${sellerId}:${Math.floor(atMs / 1000)}`);
    const sealed = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, words);
    return { 'x-sws-signature': sealed.toString('base64'), 'x-sws-signature-version': String(publicKeyVersion) };
  };
  let access = '';
  let accessUntil = 0;
  const call: Mall['call'] = (name, body, headers) => {
    if (nowMs >= accessUntil) {
      access = token();
      accessUntil = nowMs + HOUR;
    }
    const signed = name.startsWith('order') ? signature() : {};
    return post(`/ShoppingWebService/V1/${name}`, { authorization: `Bearer ${access}`, ...(headers ?? signed) }, body);
  };
  const ask: Mall['ask'] = (name, body, headers) => answerOf(call(name, body, headers));
  const list: Mall['list'] = (conditions, more = {}) =>
    ask(
      'orderList',
      `<Req><Search>${more.search ?? '<Result>2000</Result>'}<Condition>${conditions}</Condition>` +
        `<Field>${more.fields ?? 'OrderId'}</Field></Search><SellerId>${SELLER}</SellerId></Req>`,
    );
  const add: Mall['add'] = (count, more = {}) => control.addOrders(SELLER, { count, ...more });
  return {
    yahoo,
    control,
    pass: (ms) => {
      nowMs += ms;
    },
    now: () => nowMs,
    token,
    signature,
    call,
    ask,
    list,
    info: (orderId, fields = 'OrderId,OrderStatus,OrderTime,ItemId,Quantity') =>
      ask(
        'orderInfo',
        `<Req><Target><OrderId>${orderId}</OrderId><Field>${fields}</Field></Target><SellerId>${SELLER}</SellerId></Req>`,
      ),
    change: (name, orderId, order, pointFix = 'true') =>
      ask(
        name,
        `<Req><Target><OrderId>${orderId}</OrderId><IsPointFix>${pointFix}</IsPointFix><OperationUser>矢風太郎</OperationUser>` +
          `</Target>${order}<SellerId>${SELLER}</SellerId></Req>`,
      ),
    listed: (conditions) =>
      list(conditions)
        .all('Search/OrderInfo')
        .flatMap((one) => textAt(one, 'OrderId') ?? []),
    stock: (name, fields) => ask(name, new URLSearchParams({ seller_id: SELLER, ...fields }).toString()),
    row: (code) =>
      control.books().shops[0]?.stock.find((one) => code === [one.itemCode, one.subCode].filter(Boolean).join(':')),
    add,
    addSettled: (count, more = {}) => add(count, { at: nowMs - HOUR, ...more }),
  };
}

/** The answer of an outcome, or a failure that names the ending. */
export function answered(outcome: SimOutcome): Extract<SimOutcome, { ending: 'answer' }> {
  if (outcome.ending !== 'answer') throw new Error(`The mall did not answer: the call ended in ${outcome.ending}.`);
  return outcome;
}

export function answerOf(outcome: SimOutcome): Answer {
  const { status, headers, body } = answered(outcome);
  const root = readXml(body) ?? { name: 'no XML', text: body, children: [] };
  return { status, headers, text: body, root, at: (path) => textAt(root, path), all: (path) => allAt(root, path) };
}

/** A moment as a condition takes it. */
export function compact(ms: number): string {
  return new Date(ms + 9 * HOUR).toISOString().slice(0, 19).replace(/[-:T]/g, '');
}

/** Conditions on 注文日時 that hold everything around a moment. */
export function around(ms: number, more = ''): string {
  const [from, to] = [compact(ms - DAY), compact(ms + DAY)];
  return `<OrderTimeFrom>${from}</OrderTimeFrom><OrderTimeTo>${to}</OrderTimeTo>${more}`;
}
