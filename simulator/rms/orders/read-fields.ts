import { parseJstDatetime } from '../../jst.ts';
import type { Message, Messages } from '../reply.ts';

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
