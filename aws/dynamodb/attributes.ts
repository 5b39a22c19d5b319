import { TsunagiError } from '../../core/errors.ts';

/**
 * A value as DynamoDB sends and takes it; bytes are base64.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly SS?: string[];
  readonly M?: Item;
  readonly L?: AttributeValue[];
}

/** An item as DynamoDB sends and takes it. */
export type Item = Record<string, AttributeValue>;

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number): AttributeValue => ({ N: String(value) });
export const bytes = (value: Uint8Array): AttributeValue => ({ B: base64(value) });
/** A set of texts; DynamoDB has no empty one. */
export const texts = (values: readonly string[]): AttributeValue => ({ SS: [...values] });
export const flag = (value: boolean): AttributeValue => ({ BOOL: value });
export const map = (value: Item): AttributeValue => ({ M: value });
export const list = (values: readonly AttributeValue[]): AttributeValue => ({ L: [...values] });

/** Bytes as AWS sends and takes them. */
export function base64(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
}

/** An attribute that is left out of the item when there is no value. */
export function optionalNumber(name: string, value: number | undefined): Item {
  return value === undefined ? {} : { [name]: number(value) };
}

export function textOf(item: Item, name: string): string {
  return item[name]?.S ?? missing(name, 'text');
}

export function numberOf(item: Item, name: string): number {
  return optionalNumberOf(item, name) ?? missing(name, 'number');
}

export function optionalNumberOf(item: Item, name: string): number | undefined {
  const value = item[name]?.N;
  return value === undefined ? undefined : Number(value);
}

export function bytesOf(item: Item, name: string): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.from(item[name]?.B ?? missing(name, 'binary'), 'base64');
  return new Uint8Array(buffer, byteOffset, length);
}

export function mapOf(item: Item, name: string): Item {
  return item[name]?.M ?? missing(name, 'map');
}

/** Names the attribute, never the item: what else is in it may be personal. */
function missing(name: string, type: string): never {
  throw new TsunagiError(
    'store.failing',
    'never',
    `A stored item has no ${type} attribute "${name}". Something other than this application wrote it, or changed it: restore the item from the table's backup.`,
  );
}
