import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TableName } from '../../proving/tables.ts';
import { countingDynamoDb } from './dynamodb.ts';
import { createRecord, type RequestRecord } from './record.ts';
import { ampleTables, startTables, type WireAnswer } from './tables.ts';

/** The services of AWS that functions call, all behind one address, counted. */
export interface Services {
  readonly url: string;
  readonly tables: Readonly<Record<TableName, string>>;
  readonly record: RequestRecord;
  /** Rows in an ample table of orders. */
  ampleOrders(): number;
  /** The address of the tables without counting: to prepare a world of many rows. */
  readonly tablesUrl: string;
  /** Takes the bodies of messages that were sent to a queue, by its name, and come without a delay. */
  takeMessages(queue: string): string[];
  stop(): Promise<void>;
}

/** What is looked at of a SendMessageBatch. */
interface SendMessages {
  readonly QueueUrl: string;
  readonly Entries: readonly {
    readonly Id: string;
    readonly MessageBody: string;
    readonly DelaySeconds?: number;
  }[];
}

/**
 * Starts them. With `ample`, orders, their revisions and the stock ledger lie in tables that take tens of thousands of orders in
 * seconds (and whose requests are not counted); else all tables are an emulator's, and each request is counted in units.
 */
export async function startServices({ ample }: { readonly ample: boolean }): Promise<Services> {
  const tables = await startTables();
  const record = createRecord();
  const dynamodb = countingDynamoDb(tables, record);
  const plain = ampleTables(tables.rules);
  const { Orders, Revisions, Stock } = tables.names;
  const plainNames = ample ? [Orders, Revisions, Stock] : [];
  const dataKeys = new Map<string, string>();
  const waiting = new Map<string, string[]>();

  const sendMessages = ({ QueueUrl, Entries }: SendMessages): WireAnswer => {
    const queue = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
    record.add({ kind: 'queue', operation: 'SendMessageBatch' });
    record.addMessages(Entries.length);
    const atOnce = Entries.filter(({ DelaySeconds = 0 }) => DelaySeconds === 0);
    waiting.set(queue, [...(waiting.get(queue) ?? []), ...atOnce.map(({ MessageBody }) => MessageBody)]);
    const Successful = Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      // The SDK compares what was sent with what arrived.
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    }));
    return { status: 200, body: JSON.stringify({ Successful, Failed: [] }) };
  };

  const answer = async (target: string, body: string): Promise<WireAnswer> => {
    const [service = '', operation = ''] = target.split('.');
    if (service === 'DynamoDB_20120810') {
      const isPlain = plainNames.some((name) => body.includes(`"${name}"`));
      return isPlain ? plain.answer(operation, body) : dynamodb.answer(operation, body);
    }
    if (operation === 'SendMessageBatch') return sendMessages(JSON.parse(body) as SendMessages);
    // A failed message, of which there is none here while all is well: the bench hands it out again by itself.
    if (service === 'AmazonSQS') return { status: 200, body: '{}' };
    record.add({ kind: service === 'TrentService' ? 'kms' : 'events', operation });
    const input = JSON.parse(body) as { readonly CiphertextBlob?: string; readonly Entries?: readonly object[] };
    if (operation === 'GenerateDataKey') {
      const sealed = randomBytes(64).toString('base64');
      dataKeys.set(sealed, randomBytes(32).toString('base64'));
      return { status: 200, body: JSON.stringify({ CiphertextBlob: sealed, Plaintext: dataKeys.get(sealed) }) };
    }
    if (operation === 'Decrypt') {
      return { status: 200, body: JSON.stringify({ Plaintext: dataKeys.get(input.CiphertextBlob ?? '') }) };
    }
    const Entries = (input.Entries ?? []).map((_, index) => ({ EventId: `event ${index}` }));
    return { status: 200, body: JSON.stringify({ Entries, FailedEntryCount: 0 }) };
  };

  const once = oncePerCall();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const target = String(request.headers['x-amz-target'] ?? '');
    const call = String(request.headers['amz-sdk-invocation-id'] ?? '');
    const { status, body } = await once(call, () => answer(target, Buffer.concat(parts).toString('utf8')));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
  });
  const url = await listen(server);
  return {
    url,
    tables: tables.names,
    record,
    ampleOrders: () => plain.size(Orders),
    tablesUrl: tables.endpoint,
    takeMessages(queue) {
      const taken = waiting.get(queue) ?? [];
      waiting.delete(queue);
      return taken;
    },
    async stop() {
      await close(server);
      await dynamodb.close();
      await tables.stop();
    },
  };
}

/** Calls whose answers are kept; a client tries one three times within seconds. */
const answersKept = 10_000;

/**
 * Carries out each call once. A client that has waited too long for a busy machine tries again, with the call's id of before: it gets the
 * answer of its first try, which alone is counted.
 */
export function oncePerCall(): (call: string, carryOut: () => Promise<WireAnswer>) => Promise<WireAnswer> {
  const answers = new Map<string, Promise<WireAnswer>>();
  return (call, carryOut) => {
    if (call === '') return carryOut();
    const answer = answers.get(call) ?? carryOut();
    answers.set(call, answer);
    const [oldest] = answers.keys();
    if (answers.size > answersKept && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}

/** Listens on any free port of this machine; the address. */
export async function listen(server: Server): Promise<string> {
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', 2_048, resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends a server with its connections. */
export async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
