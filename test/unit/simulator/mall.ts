import type { SimOutcome } from '../../../simulator/index.ts';
import { createRms, type RmsSettingsChange, type RmsSimulator } from '../../../simulator/rms/index.ts';

/** Monday, in the middle of an afternoon in Japan. */
export const NOON = Date.parse('2026-02-09T12:00:00+09:00');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

// biome-ignore lint/suspicious/noExplicitAny: a test reads the mall's answers by name, and a wrong name fails it.
export type Answer = any;

/** One mall with one shop and a clock that moves only when a test moves it. */
export interface Mall {
  rms: RmsSimulator;
  shopUrl: string;
  shopId: number;
  pass(ms: number): void;
  now(): number;
  /** The raw outcome of an order function. */
  call(operation: string, body: unknown, more?: { path?: string; headers?: Record<string, string> }): SimOutcome;
  /** Its answer, parsed. */
  ask(operation: string, body: unknown): { status: number; body: Answer };
  /** A request to any other path. */
  send(method: string, path: string, body?: unknown): { status: number; body: Answer; text: string };
  add(
    count: number,
    more?: Parameters<RmsSimulator['control']['addOrders']>[1] extends infer T ? Partial<T> : never,
  ): string[];
  model(orderNumber: string): Answer;
  authorization(): string;
}

export function openMall(options: { seed?: number; settings?: RmsSettingsChange; autoConfirm?: boolean } = {}): Mall {
  let nowMs = NOON;
  const rms = createRms({ now: () => nowMs, seed: options.seed ?? 7, settings: options.settings ?? {} });
  const shopUrl = 'kado-no-mise';
  const { shopId } = rms.control.addShop({ shopUrl, autoConfirm: options.autoConfirm ?? false });
  const authorization = (): string => {
    const shop = rms.control.shops().find((one) => one.shopUrl === shopUrl);
    return `ESA ${btoa(`${shop?.serviceSecret}:${shop?.licenseKey}`)}`;
  };
  const call: Mall['call'] = (operation, body, more = {}) =>
    rms.handle({
      method: 'POST',
      path: more.path ?? `/es/2.0/order/${operation}/`,
      headers: { authorization: authorization(), 'content-type': 'application/json; charset=utf-8', ...more.headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    rms,
    shopUrl,
    shopId,
    authorization,
    pass: (ms) => {
      nowMs += ms;
    },
    now: () => nowMs,
    call,
    ask: (operation, body) => {
      const outcome = answered(call(operation, body));
      return { status: outcome.status, body: JSON.parse(outcome.body) };
    },
    send: (method, path, body) => {
      const outcome = answered(
        rms.handle({
          method,
          path,
          headers: { authorization: authorization(), 'content-type': 'application/json' },
          body: body === undefined ? '' : JSON.stringify(body),
        }),
      );
      return {
        status: outcome.status,
        body: outcome.body === '' ? null : JSON.parse(outcome.body),
        text: outcome.body,
      };
    },
    add: (count, more = {}) => rms.control.addOrders(shopUrl, { count, kind: 'plain', ...more }),
    model: (orderNumber) => rms.control.order(orderNumber)?.model,
  };
}

/** The answer of an outcome, or a failure that names the ending. */
export function answered(outcome: SimOutcome): Extract<SimOutcome, { ending: 'answer' }> {
  if (outcome.ending !== 'answer') throw new Error(`The mall did not answer: the call ended in ${outcome.ending}.`);
  return outcome;
}

/** `['SEARCH_ORDER_ERROR_009', …]`. */
export function codes(body: Answer): string[] {
  return body.MessageModelList.map((one: Answer) => one.messageCode.replace('ORDER_EXT_API_', ''));
}

/** A datetime as the order API takes it. */
export function jst(ms: number): string {
  return `${new Date(ms + 9 * HOUR).toISOString().slice(0, 19)}+0900`;
}

/** A search over the last and the next day, with more conditions. */
export function around(ms: number, more: object = {}): object {
  return { dateType: 1, startDatetime: jst(ms - DAY), endDatetime: jst(ms + DAY), ...more };
}

/** A request that gives an order's first destination one complete 発送明細. */
export function shipment(mall: Mall, orderNumber: string, row: object = {}): object {
  const complete = { deliveryCompany: '1001', shippingNumber: '1234-5678-9012', shippingDate: '2026-02-09' };
  const basketId = mall.model(orderNumber).PackageModelList[0].basketId;
  return {
    orderNumber,
    BasketidModelList: [{ basketId, ShippingModelList: [{ ...complete, ...row }] }],
  };
}
