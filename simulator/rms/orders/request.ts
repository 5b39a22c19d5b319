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

export type FieldReader = ReturnType<typeof readFields>;

interface Rule {
  required?: boolean;
}

/**
 * Reads a body field by field and gathers every problem, as the mall answers several at once: 009 the field is missing, 010 its value is
 * empty, 011 its form is wrong. What is missing or wrong is null. `more` is put on every problem: which order, which row.
 */
export function readFields(fields: Fields, messages: Messages, more: Partial<Message> = {}) {
  const problems: Message[] = [];
  const wrong = (suffix: string, name: string): void => {
    problems.push(messages.error(suffix, `${name}${TEXTS[suffix] ?? 'の書式が不正です。'}`, more));
  };
  /** A value where one was given, as `take` reads it; null where it cannot. */
  const read = <Value>(name: string, { required }: Rule, take: (value: unknown) => Value | null): Value | null => {
    const value = fields[name];
    if (value === undefined || value === null || value === '') {
      if (required) wrong(value === undefined ? '009' : '010', name);
      return null;
    }
    const taken = take(value);
    if (taken === null) wrong('011', name);
    return taken;
  };
  /** An array of values; an empty one counts as none. */
  const list = <Value>(name: string, rule: Rule, take: (values: unknown[]) => Value[] | null): Value[] | null => {
    const values = read(name, rule, (value) => (Array.isArray(value) ? take(value) : null));
    if (values?.length !== 0) return values;
    if (rule.required) wrong('010', name);
    return null;
  };
  return {
    problems,
    wrong,
    text: (name: string, rule: Rule & { lengthMax?: number } = {}): string | null => {
      const { lengthMax = Number.POSITIVE_INFINITY } = rule;
      return read(name, rule, (value) => (typeof value === 'string' && [...value].length <= lengthMax ? value : null));
    },
    number: (name: string, rule: Rule & { oneOf?: readonly number[]; min?: number; max?: number } = {}) =>
      read(name, rule, (value) => {
        const { oneOf, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = rule;
        const number = asNumber(value);
        return number !== null && (oneOf?.includes(number) ?? true) && number >= min && number <= max ? number : null;
      }),
    datetime: (name: string, rule: Rule = {}): number | null =>
      read(name, rule, (value) => (typeof value === 'string' ? parseJstDatetime(value) : null)),
    numbers: (name: string, { oneOf }: { oneOf?: readonly number[] } = {}): number[] | null =>
      list(name, {}, (values) => {
        const numbers = values.map(asNumber);
        const fits = (one: number | null): one is number => one !== null && (oneOf?.includes(one) ?? true);
        return numbers.every(fits) ? numbers : null;
      }),
    texts: (name: string, rule: Rule & { max: number; tooMany: string }): string[] | null => {
      const texts = list(name, rule, (values) => (values.every((one) => typeof one === 'string') ? values : null));
      if (texts === null || texts.length <= rule.max) return texts;
      wrong(rule.tooMany, name);
      return null;
    },
    objects: (name: string, rule: Rule): Fields[] | null =>
      list(name, rule, (values) => (values.every(isFields) ? values : null)),
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
