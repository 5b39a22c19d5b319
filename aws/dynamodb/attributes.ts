import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type EpochMs, secondMs, sentence, TsunagiError } from '../../core/kernel/index.ts';

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
/** Read and written as a whole, and nothing queries inside it. */
export const json = (value: unknown): AttributeValue => text(JSON.stringify(value));

/** When DynamoDB removes an item by itself, in epoch seconds. */
export const expiry = (at: EpochMs): Item => ({ expiresAt: number(Math.ceil(at / secondMs)) });

/** The key of an item of the table Control. */
export const entryKey = (scope: string, entry: string): Item => ({ scope: text(scope), entry: text(entry) });

/** A moment as a text, padded so that the order of the texts is the order of time. */
export const momentText = (at: EpochMs, digits: number): string =>
  String(Math.max(0, Math.floor(at))).padStart(digits, '0');

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
    sentence`A stored item has no ${type} attribute "${name}". Something other than this application wrote it, or changed it: restore the item from the table's backup.`,
  );
}

/** For an item that a later release wrote, and that this one cannot take for what it knows. */
export function writtenLater(what: string, ids: Readonly<Record<string, string>> = {}): TsunagiError {
  const why = `${what}, which this release does not know: a later release wrote it. Install that release again.`;
  return new TsunagiError('store.failing', 'never', why, ids);
}
