import { type Access, dynamoDbClient, sqsClient, stsClient } from '../aws/clients.ts';
import { dynamoApiKeys } from '../aws/dynamodb/api-keys.ts';
import { dynamoFeed } from '../aws/dynamodb/feed.ts';
import { dynamoIncidents } from '../aws/dynamodb/incidents.ts';
import { dynamoListings } from '../aws/dynamodb/listings.ts';
import { dynamoMerchantRows } from '../aws/dynamodb/merchant-rows.ts';
import { dynamoMerchants } from '../aws/dynamodb/merchants.ts';
import { dynamoNotices } from '../aws/dynamodb/notices.ts';
import { dynamoOrderList } from '../aws/dynamodb/order-list.ts';
import { dynamoTargets } from '../aws/dynamodb/order-targets.ts';
import { dynamoOrders } from '../aws/dynamodb/orders.ts';
import { dynamoPauses } from '../aws/dynamodb/pauses.ts';
import { dynamoShops } from '../aws/dynamodb/shops.ts';
import { dynamoStockLedger } from '../aws/dynamodb/stock-ledger.ts';
import type { Table } from '../aws/dynamodb/table.ts';
import { sqsStockQueue, sqsWorkQueue } from '../aws/queues.ts';
import { roleSessions } from '../aws/role-sessions.ts';
import { partsOf, sessionPolicy } from '../aws/session-policy.ts';
import type { MallName } from '../core/model/index.ts';
import { type ApiPorts, type ApiSessions, changesIn, type Log, type Malls } from '../core/ports/index.ts';
import type { ImportSettings } from '../core/session/index.ts';
import { adapterOf, mallNames } from '../malls/registry.ts';
import { openTables } from './connections.ts';
import { functionLog } from './function-log.ts';
import { importSettingsOf } from './import-settings.ts';
import { machineRandom } from './random.ts';
import { always, readSettings, type SettingsOf } from './settings.ts';
import type { Environment } from './variables.ts';

export interface OpenApiPorts {
  readonly ports: ApiPorts;
  readonly importSettings: ImportSettings;
  /** Tables under a role that reaches one scope alone; absent where no role is set. */
  readonly sessions: ApiSessions | undefined;
}

export const apiVariables = [
  ...always,
  ...(['MALLS', 'ORDERS_TABLE', 'REVISIONS_TABLE', 'STOCK_TABLE', 'SHOPS_TABLE', 'CONTROL_TABLE'] as const),
  ...(['PUSHES_TABLE', 'LISTINGS_TABLE', 'STATUS_QUEUE_URL', 'STOCK_QUEUE_URL'] as const),
  ...(['OVERLAP_MINUTES', 'RETENTION_DAYS', 'SESSION_ROLE_ARN'] as const),
] as const;
type Settings = SettingsOf<typeof apiVariables>;

export const readApiSettings = (environment: Environment): Settings => readSettings(apiVariables, environment);

/** Opens what the API stands on. It calls no mall, opens no key and puts nothing on the bus, and may not. */
export function openApiPorts(name: string): OpenApiPorts {
  const settings = readApiSettings(process.env);
  return apiPorts(settings, functionLog(name, settings));
}

export function apiPorts(settings: Settings, log: Log, access?: Access): OpenApiPorts {
  const { clock, aws, table } = openTables(settings.TSUNAGI_CLOCK, access, log);
  const [control, sqs] = [table(settings.CONTROL_TABLE), sqsClient(aws)];
  const importSettings = importSettingsOf(settings);
  const ports: ApiPorts = {
    ...{ clock, log, random: machineRandom, malls: knownMalls(settings.MALLS ?? mallNames) },
    merchants: dynamoMerchants(control),
    pauses: dynamoPauses(control),
    notices: dynamoNotices(control),
    statusQueue: sqsWorkQueue(sqs, settings.STATUS_QUEUE_URL),
    stockQueue: sqsStockQueue(sqs, settings.STOCK_QUEUE_URL, clock),
    ...tablePorts(settings, table, importSettings),
  };
  const { SESSION_ROLE_ARN: role } = settings;
  if (role === null) return { ports, importSettings, sessions: undefined };
  const names = {
    ...{ orders: settings.ORDERS_TABLE, stock: settings.STOCK_TABLE, shops: settings.SHOPS_TABLE },
    ...{ pushes: settings.PUSHES_TABLE, listings: settings.LISTINGS_TABLE, control: settings.CONTROL_TABLE },
    revisions: settings.REVISIONS_TABLE,
  };
  const underRole = roleSessions({ sts: stsClient(aws), role, clock }, (credentials): ApiPorts => {
    const client = dynamoDbClient({ ...aws, access: { ...aws.access, credentials } });
    return { ...ports, ...tablePorts(settings, (named) => ({ client, name: named, clock }), importSettings) };
  });
  return {
    ...{ ports, importSettings },
    sessions: {
      partsOf: (scope) => partsOf(names, scope),
      open: (scope) => underRole(sessionPolicy(names, scope)),
    },
  };
}

/** Malls of which no shop is opened. */
function knownMalls(names: readonly MallName[]): Malls {
  const open = (): never => {
    throw new Error('The API opens no shop.');
  };
  return { names, traits: (mall) => adapterOf(mall).traits, shop: open, shopWith: open };
}

type TableSettings = Pick<
  Settings,
  | 'ORDERS_TABLE'
  | 'REVISIONS_TABLE'
  | 'STOCK_TABLE'
  | 'SHOPS_TABLE'
  | 'CONTROL_TABLE'
  | 'PUSHES_TABLE'
  | 'LISTINGS_TABLE'
>;

/** Every port of the API that stands on tables; those for keys of all merchants alone are left out. */
export function tablePorts(settings: TableSettings, table: (name: string) => Table, { retentionMs }: ImportSettings) {
  const [orders, control, shops] = [settings.ORDERS_TABLE, settings.CONTROL_TABLE, settings.SHOPS_TABLE].map(table) as [
    ...[Table, Table, Table],
  ];
  const targets = dynamoTargets(table(settings.PUSHES_TABLE), { retentionMs });
  return {
    orders: dynamoOrders({ orders, revisions: table(settings.REVISIONS_TABLE) }),
    orderList: dynamoOrderList(orders),
    stock: dynamoStockLedger(table(settings.STOCK_TABLE)),
    listings: dynamoListings(table(settings.LISTINGS_TABLE)),
    shops: dynamoShops(shops),
    ...{ targets, changes: changesIn(targets) },
    incidents: dynamoIncidents(control),
    apiKeys: dynamoApiKeys(control),
    feed: dynamoFeed(control),
    merchantRows: dynamoMerchantRows({ orders, control, shops }),
  };
}
