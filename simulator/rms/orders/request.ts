import { parseJstDatetime } from '../../jst.ts';
import {
  type Call,
  errors,
  json,
  type Message,
  type Messages,
  messagesOf,
  type Operation,
  type Reply,
} from '../operation.ts';
import type { Order, World } from '../state.ts';

/** The fields of a request body. */
export type Fields = Record<string, unknown>;

/**
 * Reads a body field by field and gathers every problem, as the mall answers several at once:
 * 009 the field is missing, 010 its value is empty, 011 its form is wrong.
 */
export interface FieldReader {
  readonly problems: Message[];
  text(name: string, rule?: { required?: boolean; lengthMax?: number }): string | null;
  number(
    name: string,
    rule?: { required?: boolean; oneOf?: readonly number[]; min?: number; max?: number },
  ): number | null;
  datetime(name: string, rule?: { required?: boolean }): number | null;
  numbers(name: string, rule?: { oneOf?: readonly number[] }): number[] | null;
  texts(name: string, rule: { required?: boolean; max: number; tooMany: string }): string[] | null;
  objects(name: string, rule: { required?: boolean }): Fields[] | null;
  wrong(suffix: string, name: string): void;
}

const TEXTS: Readonly<Record<string, string>> = {
  '009': 'の項目を指定して下さい。',
  '010': 'の値を指定して下さい。',
};

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `12` or `"12"`: the mall takes a number in quotes for a number. */
export function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : null;
}

/** `more` is put on every problem: which order, which row. */
export function readFields(fields: Fields, messages: Messages, more: Partial<Message> = {}): FieldReader {
  const problems: Message[] = [];
  const wrong = (suffix: string, name: string): void => {
    problems.push(messages.error(suffix, `${name}${TEXTS[suffix] ?? 'の書式が不正です。'}`, more));
  };
  /** The value where one was given; otherwise null, noting what is missing where it is required. */
  const given = (name: string, required: boolean | undefined): unknown => {
    const value = fields[name];
    if (value !== undefined && value !== null && value !== '') return value;
    if (required) wrong(value === undefined ? '009' : '010', name);
    return null;
  };
  const list = (name: string, required?: boolean): unknown[] | null => {
    const value = given(name, required);
    if (value === null) return null;
    if (Array.isArray(value)) {
      if (value.length === 0 && required) wrong('010', name);
      return value.length === 0 ? null : value;
    }
    wrong('011', name);
    return null;
  };
  return {
    problems,
    wrong,
    text: (name, rule = {}) => {
      const value = given(name, rule.required);
      if (value === null) return null;
      if (typeof value === 'string' && [...value].length <= (rule.lengthMax ?? Number.POSITIVE_INFINITY)) return value;
      wrong('011', name);
      return null;
    },
    number: (name, rule = {}) => {
      const value = given(name, rule.required);
      if (value === null) return null;
      const number = asNumber(value);
      const fits =
        number !== null &&
        (rule.oneOf?.includes(number) ?? true) &&
        number >= (rule.min ?? number) &&
        number <= (rule.max ?? number);
      if (fits) return number;
      wrong('011', name);
      return null;
    },
    datetime: (name, rule = {}) => {
      const value = given(name, rule.required);
      if (value === null) return null;
      const ms = typeof value === 'string' ? parseJstDatetime(value) : null;
      if (ms === null) wrong('011', name);
      return ms;
    },
    numbers: (name, rule = {}) => {
      const values = list(name)?.map(asNumber);
      if (!values) return null;
      if (values.every((value): value is number => value !== null && (rule.oneOf?.includes(value) ?? true)))
        return values;
      wrong('011', name);
      return null;
    },
    texts: (name, rule) => {
      const values = list(name, rule.required);
      if (values === null) return null;
      if (!values.every((value): value is string => typeof value === 'string')) {
        wrong('011', name);
        return null;
      }
      if (values.length > rule.max) {
        wrong(rule.tooMany, name);
        return null;
      }
      return values;
    },
    objects: (name, rule) => {
      const values = list(name, rule.required);
      if (values === null) return null;
      if (values.every(isFields)) return values;
      wrong('011', name);
      return null;
    },
  };
}

/** What every function of the order API is given: the parsed body, what reads it, and the messages under its own code. */
export interface OrderCall extends Call {
  body: Fields;
  reader: FieldReader;
  messages: Messages;
}

/** A function of the order API: it takes a JSON object, or nothing where `bodyless` says so. */
export function orderFunction(
  name: string,
  code: string,
  perform: (call: OrderCall) => Reply,
  options: { write: boolean; bodyless?: boolean },
): Operation {
  const messages = messagesOf(code);
  return {
    name,
    api: 'order',
    write: options.write,
    messageCode: code,
    perform: (call) => {
      const body = parseBody(call.request.body) ?? (options.bodyless ? {} : null);
      if (body === null) return errors(400, { code: 'C007', message: 'Request Model is invalid.' });
      return perform({ ...call, body, reader: readFields(body, messages), messages });
    },
  };
}

function parseBody(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** The most orders that a function for several takes. */
const ORDERS_MAX = 100;

/** The `orderNumberList` of a function for several orders; null where it is not in form. */
export function readNumbers({ world, reader }: OrderCall): string[] | null {
  const tooMany = world.settings.assumed.tooManyEntries;
  return reader.texts('orderNumberList', { required: true, max: ORDERS_MAX, tooMany });
}

/** The order of this number if it is the calling shop's. Another shop's is as little there as one that never was. */
export function ownOrder({ world, shop }: OrderCall, orderNumber: string): Order | null {
  const order = world.orders.get(orderNumber);
  return order?.shop === shop ? order : null;
}

export const isCancelled = (order: Order): boolean => order.progress === 800 || order.progress === 900;

/** A message for an order that is not the calling shop's. */
export function foreignOrder(call: OrderCall, orderNumber: string): Message {
  const text = '指定された注文番号は他店舗の注文、または存在しない注文です。';
  return call.messages.error(call.world.settings.assumed.foreignOrder, text, { orderNumber });
}

/** Problems of a synchronous function: 400 with the messages in the usual place. */
export function refused(world: World, ...problems: readonly Message[]): Reply {
  return json(world.settings.assumed.businessErrorStatus, { MessageModelList: problems });
}

/**
 * What the functions for one order begin with: reads `orderNumber`, and gives the order where the fields
 * are in form and the order is the shop's, or the refusal.
 */
export function oneOrder(call: OrderCall): { order: Order; refusal?: never } | { order?: never; refusal: Reply } {
  const { reader } = call;
  const number = reader.text('orderNumber', { required: true });
  if (reader.problems.length > 0 || number === null) {
    return { refusal: json(400, { MessageModelList: reader.problems }) };
  }
  const order = ownOrder(call, number);
  return order ? { order } : { refusal: refused(call.world, foreignOrder(call, number)) };
}

/** The answer of a function that changed one order. */
export function changed(call: OrderCall, order: Order, text: string, apply: () => void): Reply {
  const { orderNumber } = order;
  return json(200, { MessageModelList: [call.messages.info('101', text, { orderNumber })] }, apply);
}
