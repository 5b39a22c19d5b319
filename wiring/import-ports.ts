import { type Access, sqsClient } from '../aws/clients.ts';
import { dynamoDrifts } from '../aws/dynamodb/drifts.ts';
import { dynamoIntents } from '../aws/dynamodb/intents.ts';
import { dynamoListings } from '../aws/dynamodb/listings.ts';
import { dynamoOrders } from '../aws/dynamodb/orders.ts';
import { dynamoStockLedger } from '../aws/dynamodb/stock-ledger.ts';
import { dynamoWaits } from '../aws/dynamodb/waits.ts';
import { sqsStockQueue } from '../aws/queues.ts';
import type { PollPorts } from '../core/jobs/index.ts';
import type { Log } from '../core/ports/index.ts';
import type { ImportSettings } from '../core/session/index.ts';
import type { MallsOptions } from '../malls/registry.ts';
import { type Connections, openConnections } from './connections.ts';
import { importSettingsOf } from './import-settings.ts';
import { importing } from './settings.ts';
import { type MallSettingsOf, readMallSettings } from './sites.ts';
import type { Environment } from './variables.ts';
import { workerPorts } from './worker-ports.ts';

/** The variables of poll-orders. */
export const pollVariables = [...importing, 'WARM_PERCENT', 'SHOPS_AT_ONCE'] as const;

export const readPollSettings = (environment: Environment) => readMallSettings(pollVariables, environment);

/** The ports of a process that imports orders, and its connections. */
export interface OpenImportPorts {
  readonly ports: PollPorts;
  readonly importSettings: ImportSettings;
  readonly sqs: ReturnType<typeof sqsClient>;
  readonly connections: Connections;
}

/** Opens nothing yet: every client connects when it is first used. The arguments are those of `openPorts`. */
export function openImportPorts(
  settings: MallSettingsOf<typeof importing>,
  log: Log,
  access?: Access,
  listers?: MallsOptions['listers'],
): OpenImportPorts {
  const connections = openConnections(settings, access, { listers, log, refusalsLog: log });
  const { clock, aws, control, table, vault } = connections;
  const sqs = sqsClient(aws);
  const ports: PollPorts = {
    ...workerPorts(connections, settings, log),
    vault,
    orders: dynamoOrders({ orders: table(settings.ORDERS_TABLE), revisions: table(settings.REVISIONS_TABLE) }),
    stock: dynamoStockLedger(table(settings.STOCK_TABLE)),
    intents: dynamoIntents(control),
    listings: dynamoListings(table(settings.LISTINGS_TABLE)),
    stockQueue: sqsStockQueue(sqs, settings.STOCK_QUEUE_URL, clock),
    drifts: dynamoDrifts(control),
    waits: dynamoWaits(control),
  };
  const importSettings = importSettingsOf(settings);
  return { ports, importSettings, sqs, connections };
}

/** The ports and settings of poll-orders. */
export function openPollPorts(
  settings: MallSettingsOf<typeof pollVariables>,
  log: Log,
): Pick<OpenImportPorts, 'ports' | 'importSettings'> {
  const { ports, importSettings } = openImportPorts(settings, log);
  const shopsAtOnce = settings.SHOPS_AT_ONCE ?? importSettings.shopsAtOnce;
  return { ports, importSettings: { ...importSettings, warmPercent: settings.WARM_PERCENT, shopsAtOnce } };
}
