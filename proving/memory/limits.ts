import type { AttributeValue, Item } from '../../aws/dynamodb/attributes.ts';
import { storeFailure } from '../../aws/failures.ts';

/*
 * What DynamoDB takes. The memory store refuses what is beyond it, as the tables do.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const itemBytesMax = 400 * 1024;
const partitionKeyBytesMax = 2_048;
const sortKeyBytesMax = 1_024;
const numberDigitsMax = 38;
const numberMax = 9.99e125;
const numberMin = 1e-130;

/** No key has more than a few texts of this many UTF-16 units, of at most three bytes each. */
const shortText = 100;
/** Names of attributes and what rows have beside their fields come to far less than the other half. */
const surelyFitsBytes = itemBytesMax / 2;

/** The names of a key's attributes. */
export interface KeyNames {
  readonly partition: string;
  readonly sort?: string;
}

/**
 * Throws what `aws/failures.ts` makes of DynamoDB's ValidationException, unless DynamoDB takes the item that `row` becomes. The item is
 * made only of a row that may be beyond a limit: nearly all are far below, and a world writes thousands.
 */
export function takes(row: object, itemOf: () => Item, ...keys: readonly KeyNames[]): void {
  if (mayTake(row) < surelyFitsBytes) return;
  const item = itemOf();
  if (sizeOfItem(item) > itemBytesMax || Object.values(item).some(isOutOfRange)) throw refusal();
  for (const names of keys) takesKey(item, names);
}

/** The same for a key alone, made of these texts, as a read or an update has it. */
export function takesKeyOf(texts: readonly string[], keyOf: () => Item, names: KeyNames): void {
  if (texts.every((text) => text !== '' && text.length <= shortText)) return;
  takesKey(keyOf(), names);
}

function takesKey(item: Item, { partition, sort }: KeyNames): void {
  if (!isKeyPart(item[partition], partitionKeyBytesMax)) throw refusal();
  if (sort !== undefined && !isKeyPart(item[sort], sortKeyBytesMax)) throw refusal();
}

/** No fewer bytes than what a value takes, names aside; infinite where a part of it may be beyond a limit of its own. */
function mayTake(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return value === '' || value.length > shortText ? Number.POSITIVE_INFINITY : 3 * value.length;
    case 'number':
      return Number.isSafeInteger(value) ? 21 : Number.POSITIVE_INFINITY;
    case 'object': {
      if (value === null) return 1;
      if (value instanceof Uint8Array) return value.length;
      let bytes = 3;
      for (const name in value) bytes += 8 + mayTake(value[name as keyof typeof value]);
      return bytes;
    }
    default:
      return 1;
  }
}

/** An attribute of an index may be absent: then the item is not in it. */
function isKeyPart(value: AttributeValue | undefined, bytesMax: number): boolean {
  if (value?.S === undefined) return true;
  return value.S !== '' && bytesOfText(value.S) <= bytesMax;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function sizeOfItem(item: Item): number {
  let size = 0;
  for (const name in item) size += bytesOfText(name) + sizeOf(item[name] as AttributeValue);
  return size;
}

function sizeOf(value: AttributeValue): number {
  if (value.S !== undefined) return bytesOfText(value.S);
  if (value.N !== undefined) return Math.min(21, Math.ceil(value.N.length / 2) + 1);
  if (value.B !== undefined) return value.B.length;
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + bytesOfText(text), 0);
  if (value.L !== undefined) return value.L.reduce((sum, one) => sum + 1 + sizeOf(one), 3);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + sizeOfItem(value.M);
  return 1;
}

function isOutOfRange(value: AttributeValue): boolean {
  if (value.N !== undefined) return !isNumber(value.N);
  if (value.L !== undefined) return value.L.some(isOutOfRange);
  return value.M !== undefined && Object.values(value.M).some(isOutOfRange);
}

function isNumber(text: string): boolean {
  const value = Math.abs(Number(text));
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '').length;
  return (
    Number.isFinite(value) && value <= numberMax && (value === 0 || value >= numberMin) && digits <= numberDigitsMax
  );
}

const bytesOfText = (text: string): number => Buffer.byteLength(text, 'utf8');

function refusal(): Error {
  const refused = Object.assign(new Error('The memory store refuses what DynamoDB refuses.'), {
    name: 'ValidationException',
    $metadata: { httpStatusCode: 400 },
  });
  return storeFailure('DynamoDB (in memory)', 'the call', refused);
}
