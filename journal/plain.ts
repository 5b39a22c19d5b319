import type { Plain, PlainObject } from './entry.ts';

/** One attribute as DynamoDB's JSON has it: bytes as the SDK gives them, or base64 as they travel. */
export interface DynamoAttribute {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: Uint8Array | string | undefined;
  readonly BOOL?: boolean | undefined;
  readonly NULL?: boolean | undefined;
  readonly L?: readonly DynamoAttribute[] | undefined;
  readonly M?: Readonly<Record<string, DynamoAttribute>> | undefined;
  readonly SS?: readonly string[] | undefined;
  readonly NS?: readonly string[] | undefined;
  readonly BS?: readonly (Uint8Array | string)[] | undefined;
}

/** Left out of every row: a journal holds no key, not even a sealed one. */
const keyAttributes: readonly string[] = ['credential'];

/** An item of DynamoDB as a row of a journal, without a shop's key. */
export function plainItem(item: Readonly<Record<string, DynamoAttribute>>): PlainObject {
  return record(item, plainAttribute);
}

/** A row kept in memory as a row of a journal, without a shop's key. Throws for what JSON cannot say. */
export function plainRow(row: object): PlainObject {
  return record(row, plainValue);
}

function record<Value>(
  values: Readonly<Record<string, Value>> | object,
  plain: (value: Value, name: string) => Plain,
): PlainObject {
  const entries: [string, Plain][] = [];
  for (const [name, value] of Object.entries(values) as [string, Value | undefined][]) {
    if (value !== undefined && !keyAttributes.includes(name)) entries.push([name, plain(value, name)]);
  }
  return Object.fromEntries(entries);
}

function plainAttribute(attribute: DynamoAttribute, name: string): Plain {
  const { S, N, B, BOOL, NULL, L, M, SS, NS, BS } = attribute;
  if (S !== undefined) return S;
  if (N !== undefined) return Number(N);
  if (B !== undefined) return base64(B);
  if (BOOL !== undefined) return BOOL;
  if (NULL !== undefined) return null;
  if (L !== undefined) return L.map((entry) => plainAttribute(entry, name));
  if (M !== undefined) return record(M, plainAttribute);
  if (SS !== undefined) return SS;
  if (NS !== undefined) return NS.map(Number);
  if (BS !== undefined) return BS.map(base64);
  throw new Error(
    `The attribute "${name}" has the members ${JSON.stringify(Object.keys(attribute))}; expected one DynamoDB type such as S, N or B.`,
  );
}

function plainValue(value: unknown, name: string): Plain {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value instanceof Uint8Array) return base64(value);
  if (Array.isArray(value)) return value.map((entry) => plainValue(entry, name));
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) return record(value, plainValue);
  throw new Error(
    `"${name}" is a ${typeof value} (${String(value)}) that a journal cannot hold; expected text, a finite number, a flag, null, bytes, a list or a plain object.`,
  );
}

function base64(bytes: Uint8Array | string): PlainObject {
  return { base64: typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('base64') };
}
