import { createServer, request } from 'node:http';
import { callService } from '../../local/wire/call.ts';
import { listen } from '../../local/wire/listen.ts';
import { trialAccessKeyId } from './services.ts';

/** An item as DynamoDB's JSON has it. */
export type RawItem = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A write as it was asked for. */
export interface TableWrite {
  readonly operation: 'PutItem' | 'UpdateItem' | 'DeleteItem';
  readonly table: string;
  /** The item that is put, or the key of the one that is changed or deleted. */
  readonly item: RawItem;
}

/** What becomes of a write. `pretend`: it is answered as done, and is not. */
export type TeardownPlan = 'carry-out' | 'die-before' | 'die-after' | 'pretend';

export interface GatewayOptions {
  /** Decides about each write, which waits for it. */
  fate(write: TableWrite): TeardownPlan | Promise<TeardownPlan>;
  /** Called where the caller has to die: kills its process. */
  die(): void;
  /** Called with every item as it stands after a write. */
  written(table: string, item: RawItem): void;
}

/**
 * A gateway to the tables that only one release uses: it sees every item that the release writes, and can end the release's
 * process before or after any one write.
 */
export async function openTableGateway(
  tables: string,
  options: GatewayOptions,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const write = writeOf(String(incoming.headers['x-amz-target'] ?? ''), body);
    const fate = write === null ? 'carry-out' : await options.fate(write);
    if (fate === 'pretend') {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
      return;
    }
    if (fate === 'die-before') {
      options.die();
      response.destroy();
      return;
    }
    const answer = await forward(tables, incoming.headers, body);
    if (write !== null && answer.status === 200) await tell(tables, write, options.written);
    if (fate === 'die-after') {
      options.die();
      response.destroy();
      return;
    }
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  return listen(server);
}

function writeOf(target: string, body: Buffer): TableWrite | null {
  const operation = target.split('.').at(-1) ?? '';
  if (operation !== 'PutItem' && operation !== 'UpdateItem' && operation !== 'DeleteItem') return null;
  const { TableName, Item, Key } = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  return { operation, table: String(TableName), item: (Item ?? Key) as RawItem };
}

async function tell(tables: string, write: TableWrite, written: GatewayOptions['written']): Promise<void> {
  switch (write.operation) {
    case 'PutItem':
      written(write.table, write.item);
      return;
    case 'UpdateItem': {
      const input = { TableName: write.table, Key: write.item, ConsistentRead: true };
      const store = { url: tables, accessKeyId: trialAccessKeyId };
      const { Item } = await callService(store, 'DynamoDB_20120810.GetItem', input);
      if (Item !== undefined) written(write.table, Item as RawItem);
      return;
    }
    case 'DeleteItem':
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

function forward(url: string, headers: Record<string, string | string[] | undefined>, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 500, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
