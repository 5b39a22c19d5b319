import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TsunagiError } from '../../core/kernel/index.ts';

export type { AttributeValue };

/** An item as DynamoDB sends and takes it. */
export type Item = Record<string, AttributeValue>;

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number): AttributeValue => ({ N: String(value) });
export const bytes = (value: Uint8Array): AttributeValue => ({ B: value });
/** A set of texts; DynamoDB has no empty one. */
export const texts = (values: readonly string[]): AttributeValue => ({ SS: [...values] });
export const flag = (value: boolean): AttributeValue => ({ BOOL: value });
export const map = (value: Item): AttributeValue => ({ M: value });
export const list = (values: readonly AttributeValue[]): AttributeValue => ({ L: [...values] });

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
  return item[name]?.B ?? missing(name, 'binary');
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
