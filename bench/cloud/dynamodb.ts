import { createUndiciTransport } from '../../malls/undici.ts';
import type { RequestRecord } from './record.ts';
import type { EmulatedTables, WireAnswer } from './tables.ts';
import { bytesKept, itemSize, type RawItem, readUnits, writeUnits } from './units.ts';

/** The part of a request to a table that is looked at. */
interface Input {
  readonly TableName?: string;
  readonly Key?: RawItem;
  readonly Item?: RawItem;
  readonly ConsistentRead?: boolean;
  readonly ReturnValues?: string;
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys: readonly RawItem[]; readonly ConsistentRead?: boolean }>
  >;
}

interface Output {
  readonly Item?: RawItem;
  readonly Items?: readonly RawItem[];
  readonly Attributes?: RawItem;
}

/** A write that was carried out or refused, and the item on both sides of it. */
interface Written {
  readonly answer: WireAnswer;
  readonly before: RawItem | null;
  readonly after: RawItem | null;
}

/** A DynamoDB that counts what each request costs, and carries it out in an emulator. */
export interface CountingDynamoDb {
  answer(operation: string, body: string): Promise<WireAnswer>;
  close(): Promise<void>;
}

const writes = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/** Opens the way to the tables. What it asks for its own reckoning is not counted. */
export function countingDynamoDb(tables: EmulatedTables, record: RequestRecord): CountingDynamoDb {
  const send = createUndiciTransport();
  const ask = async (operation: string, body: string): Promise<WireAnswer> => {
    const answer = await send({
      method: 'POST',
      url: tables.endpoint,
      headers: { ...emulatorHeaders, 'x-amz-target': `DynamoDB_20120810.${operation}` },
      body,
      timeoutMs: 30_000,
      maxBytes: 64 * 1024 * 1024,
    });
    return { status: answer.status, body: answer.body.toString() };
  };
  const itemAt = async (TableName: string, Key: RawItem): Promise<RawItem | null> => {
    const { body } = await ask('GetItem', JSON.stringify({ TableName, Key, ConsistentRead: true }));
    return (JSON.parse(body) as Output).Item ?? null;
  };

  /** Does the write, and learns from its answer what lay there, so that the emulator is asked no more than it must be. */
  const carryOut = async (operation: string, body: string, look: () => Promise<RawItem | null>): Promise<Written> => {
    const input = JSON.parse(body) as Input;
    const isUpdate = operation === 'UpdateItem';
    const { ReturnValues: wanted } = input;
    const isKnown = wanted === undefined || (isUpdate && wanted === 'ALL_NEW');
    if (!isKnown) throw new Error(`A write of the functions asks for ${wanted}.`);
    const seen = isUpdate ? await look() : null;
    const asked = JSON.stringify({ ...input, ReturnValues: isUpdate ? 'ALL_NEW' : 'ALL_OLD' });
    const answer = await ask(operation, asked);
    if (answer.status !== 200) {
      const there = isUpdate ? seen : await look();
      return { answer, before: there, after: there };
    }
    const told = (JSON.parse(answer.body) as Output).Attributes ?? null;
    const bare = { status: 200, body: '{}' };
    if (isUpdate) return { answer: wanted === undefined ? bare : answer, before: seen, after: told };
    return { answer: bare, before: told, after: operation === 'PutItem' ? (input.Item ?? null) : null };
  };

  const write = async (operation: string, body: string): Promise<WireAnswer> => {
    const { TableName: table = '', Key, Item = {} } = JSON.parse(body) as Input;
    const rules = tables.rules.get(table);
    if (!rules) throw new Error(`A write to ${table}, which is none of the tables.`);
    const key = Key ?? Object.fromEntries(rules.key.map((name) => [name, Item[name] ?? {}]));
    const { answer, before, after } = await carryOut(operation, body, () => itemAt(table, key));
    const refused = answer.status !== 200;
    const units = refused ? writeUnits({ ...rules, indexes: [] }, before, before) : writeUnits(rules, before, after);
    const bytes = after ? bytesKept(rules, after) : 0;
    const itemBytes = after ? itemSize(after) : 0;
    record.add({ kind: 'write', operation, table, key: JSON.stringify(key), refused, units, itemBytes, bytes });
    return answer;
  };

  return {
    close: send.close,
    async answer(operation, body) {
      if (writes.has(operation)) return write(operation, body);
      const answer = await ask(operation, body);
      for (const read of readsOf(JSON.parse(body) as Input, JSON.parse(answer.body) as Output)) {
        record.add({ kind: 'read', operation, ...read });
      }
      return answer;
    },
  };
}

/** A read of a batch rounds each item up by itself, and one that is not there costs as much as a small one. */
function readsOf(input: Input, output: Output): { readonly table: string; readonly units: number }[] {
  const batches = Object.entries(input.RequestItems ?? {});
  if (batches.length > 0) {
    return batches.map(([table, { Keys, ConsistentRead = false }]) => ({
      table,
      units: Keys.length * readUnits(0, ConsistentRead),
    }));
  }
  const found = output.Items ?? (output.Item ? [output.Item] : []);
  const bytes = found.reduce((sum, item) => sum + itemSize(item), 0);
  return [{ table: input.TableName ?? '', units: readUnits(bytes, input.ConsistentRead ?? false) }];
}

/** The emulator wants to see a signature, and does not check it. */
const emulatorHeaders = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=bench/20260101/ap-northeast-1/dynamodb/aws4_request, SignedHeaders=host, Signature=bench',
} as const;
