import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../aws/clients.ts';
import { dynamoApiKeys } from '../../aws/dynamodb/api-keys.ts';
import { dynamoAudits } from '../../aws/dynamodb/audits.ts';
import { dynamoChats } from '../../aws/dynamodb/chats.ts';
import { dynamoDigests } from '../../aws/dynamodb/digests.ts';
import { dynamoDrifts } from '../../aws/dynamodb/drifts.ts';
import { dynamoFeed } from '../../aws/dynamodb/feed.ts';
import { dynamoHealth } from '../../aws/dynamodb/health.ts';
import { dynamoIncidents } from '../../aws/dynamodb/incidents.ts';
import { dynamoIntents } from '../../aws/dynamodb/intents.ts';
import { dynamoLeases, dynamoRests } from '../../aws/dynamodb/leases.ts';
import { dynamoListings } from '../../aws/dynamodb/listings.ts';
import { dynamoMerchantRows } from '../../aws/dynamodb/merchant-rows.ts';
import { dynamoMerchants } from '../../aws/dynamodb/merchants.ts';
import { dynamoNotices } from '../../aws/dynamodb/notices.ts';
import { dynamoOrderList } from '../../aws/dynamodb/order-list.ts';
import { dynamoTargets } from '../../aws/dynamodb/order-targets.ts';
import { dynamoOrders } from '../../aws/dynamodb/orders.ts';
import { dynamoPauses } from '../../aws/dynamodb/pauses.ts';
import { dynamoRemovedShops } from '../../aws/dynamodb/removed-shops.ts';
import { dynamoShops } from '../../aws/dynamodb/shops.ts';
import { dynamoSpans } from '../../aws/dynamodb/spans.ts';
import { dynamoStockLedger } from '../../aws/dynamodb/stock-ledger.ts';
import type { Table } from '../../aws/dynamodb/table.ts';
import { dynamoWaits } from '../../aws/dynamodb/waits.ts';
import { dayMs } from '../../core/kernel/time.ts';
import { createUndiciTransport } from '../../malls/undici.ts';
import { createTables, type TableName } from '../../proving/tables.ts';
import type { StoreSubject } from './subject.ts';

/** Tables in an emulator, and what happens to the answers of the client that reaches them. */
export interface DynamoTables {
  readonly tables: Readonly<Record<TableName, Table>>;
  /** Once `armed`, the next answer is lost: the emulator has done its work, and the client sees a connection that broke. */
  readonly loss: { armed: boolean };
}

const keys = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
let tablesMade = 0;

/** Fresh tables in an emulator. The tables' clock is not needed: emulators leave nothing unprocessed. */
export async function freshTables(endpoint: string): Promise<DynamoTables> {
  tablesMade += 1;
  const creator = new DynamoDBClient({ endpoint, region: 'ap-northeast-1', credentials: keys, maxAttempts: 3 });
  const names = await createTables(creator, `contract-${tablesMade}`);
  creator.destroy();
  const loss = { armed: false };
  const client = clientLosing(loss, endpoint);
  const clock = { now: () => 0, sleep: () => Promise.reject(new Error('The emulator left something unprocessed.')) };
  const table = (name: TableName): Table => ({ client, name: names[name], clock });
  return {
    loss,
    tables: {
      Orders: table('Orders'),
      Revisions: table('Revisions'),
      Stock: table('Stock'),
      Shops: table('Shops'),
      Control: table('Control'),
      Pushes: table('Pushes'),
      Listings: table('Listings'),
    },
  };
}

/** A busy machine takes its time over an answer: only a hang takes longer than this. */
const onlyHangsMs = 300_000;

/** The client of a function, whose next answer is lost once `armed`. */
function clientLosing(loss: { armed: boolean }, endpoint: string): DynamoDBClient {
  const send = createUndiciTransport();
  return dynamoDbClient({
    access: { region: 'ap-northeast-1', credentials: keys, endpoint },
    timeoutMs: onlyHangsMs,
    async send(request) {
      const answer = await send(request);
      if (!loss.armed) return answer;
      loss.armed = false;
      throw Object.assign(new Error('The connection broke.'), { code: 'ECONNRESET' });
    },
  });
}

/** The ports on DynamoDB over fresh tables. */
export async function dynamoSubject(endpoint: string): Promise<StoreSubject> {
  const { tables, loss } = await freshTables(endpoint);
  return {
    orders: dynamoOrders({ orders: tables.Orders, revisions: tables.Revisions }),
    orderList: dynamoOrderList(tables.Orders),
    stock: dynamoStockLedger(tables.Stock),
    intents: dynamoIntents(tables.Control),
    shops: dynamoShops(tables.Shops),
    merchants: dynamoMerchants(tables.Control),
    apiKeys: dynamoApiKeys(tables.Control),
    feed: dynamoFeed(tables.Control),
    merchantRows: dynamoMerchantRows({ orders: tables.Orders, shops: tables.Shops, control: tables.Control }),
    chats: dynamoChats(tables.Control),
    removedShops: dynamoRemovedShops(tables.Control),
    pauses: dynamoPauses(tables.Control),
    health: dynamoHealth(tables.Control),
    leases: dynamoLeases(tables.Control),
    rests: dynamoRests(tables.Control),
    incidents: dynamoIncidents(tables.Control),
    notices: dynamoNotices(tables.Control),
    audits: dynamoAudits(tables.Control),
    digests: dynamoDigests(tables.Control),
    drifts: dynamoDrifts(tables.Control),
    targets: dynamoTargets(tables.Pushes, { retentionMs: 180 * dayMs }),
    listings: dynamoListings(tables.Listings),
    spans: dynamoSpans(tables.Control),
    waits: dynamoWaits(tables.Control),
    async withLostAnswer(call) {
      loss.armed = true;
      const answer = await call();
      if (loss.armed) throw new Error('No answer was lost: the call sent nothing.');
      return answer;
    },
  };
}
