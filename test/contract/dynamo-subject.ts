import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoAudits } from '../../aws/dynamodb/audits.ts';
import { dynamoHealth } from '../../aws/dynamodb/health.ts';
import { dynamoIncidents } from '../../aws/dynamodb/incidents.ts';
import { dynamoIntents } from '../../aws/dynamodb/intents.ts';
import { dynamoLeases } from '../../aws/dynamodb/leases.ts';
import { dynamoMerchants } from '../../aws/dynamodb/merchants.ts';
import { dynamoNotices } from '../../aws/dynamodb/notices.ts';
import { dynamoOrders } from '../../aws/dynamodb/orders.ts';
import { dynamoPauses } from '../../aws/dynamodb/pauses.ts';
import { dynamoRemovedShops } from '../../aws/dynamodb/removed-shops.ts';
import { dynamoShops } from '../../aws/dynamodb/shops.ts';
import { dynamoStockLedger } from '../../aws/dynamodb/stock-ledger.ts';
import type { Table } from '../../aws/dynamodb/table.ts';
import { createTables, type TableName } from '../support/tables.ts';
import type { StoreSubject } from './subject.ts';

/** Tables in an emulator, and the client that reaches them. */
export interface DynamoTables {
  readonly client: DynamoDBClient;
  readonly tables: Readonly<Record<TableName, Table>>;
}

let tablesMade = 0;

/** Fresh tables in an emulator. The clock is not needed: emulators leave nothing unprocessed. */
export async function freshTables(endpoint: string): Promise<DynamoTables> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'emulator', secretAccessKey: 'emulator' },
    maxAttempts: 3,
  });
  tablesMade += 1;
  const names = await createTables(client, `contract-${tablesMade}`);
  const clock = { now: () => 0, sleep: () => Promise.reject(new Error('The emulator left something unprocessed.')) };
  const table = (name: TableName): Table => ({ client, name: names[name], clock });
  return {
    client,
    tables: {
      Orders: table('Orders'),
      Revisions: table('Revisions'),
      Stock: table('Stock'),
      Shops: table('Shops'),
      Control: table('Control'),
    },
  };
}

/** The ports on DynamoDB over fresh tables. */
export async function dynamoSubject(endpoint: string): Promise<StoreSubject> {
  const { client, tables } = await freshTables(endpoint);
  const loss = loseAnswersOf(client);
  return {
    orders: dynamoOrders({ orders: tables.Orders, revisions: tables.Revisions }),
    stock: dynamoStockLedger(tables.Stock),
    intents: dynamoIntents(tables.Control),
    shops: dynamoShops(tables.Shops),
    merchants: dynamoMerchants(tables.Control),
    removedShops: dynamoRemovedShops(tables.Control),
    pauses: dynamoPauses(tables.Control),
    health: dynamoHealth(tables.Control),
    leases: dynamoLeases(tables.Control),
    incidents: dynamoIncidents(tables.Control),
    notices: dynamoNotices(tables.Control),
    audits: dynamoAudits(tables.Control),
    async withLostAnswer(call) {
      loss.armed = true;
      const answer = await call();
      if (loss.armed) throw new Error('No answer was lost: the call sent nothing.');
      return answer;
    },
  };
}

/** Loses the next answer once `armed`: the emulator has done its work, and the client sees a connection that broke. */
function loseAnswersOf(client: DynamoDBClient): { armed: boolean } {
  const loss = { armed: false };
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      if (!loss.armed) return answer;
      loss.armed = false;
      throw Object.assign(new Error('The connection broke.'), { code: 'ECONNRESET' });
    },
    { step: 'deserialize', name: 'loseAnswer', priority: 'high' },
  );
  return loss;
}
