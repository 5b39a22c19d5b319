import { type Access, eventBridgeClient, sqsClient } from '../aws/clients.ts';
import { dynamoDrifts } from '../aws/dynamodb/drifts.ts';
import { dynamoHealth } from '../aws/dynamodb/health.ts';
import { dynamoIntents } from '../aws/dynamodb/intents.ts';
import { dynamoLeases } from '../aws/dynamodb/leases.ts';
import { dynamoListings } from '../aws/dynamodb/listings.ts';
import { dynamoMerchants } from '../aws/dynamodb/merchants.ts';
import { dynamoOrders } from '../aws/dynamodb/orders.ts';
import { dynamoPauses } from '../aws/dynamodb/pauses.ts';
import { dynamoShops } from '../aws/dynamodb/shops.ts';
import { dynamoStockLedger } from '../aws/dynamodb/stock-ledger.ts';
import { eventBridgeBus } from '../aws/event-bus.ts';
import { sqsStockQueue } from '../aws/queues.ts';
import type { PollPorts } from '../core/jobs/index.ts';
import { dayMs, minuteMs } from '../core/kernel/index.ts';
import type { Log } from '../core/ports/index.ts';
import { defaultImportSettings, type ImportSettings } from '../core/session/index.ts';
import type { MallsOptions } from '../malls/registry.ts';
import { type Connections, openConnections } from './connections.ts';
import { machineRandom } from './random.ts';
import { importing } from './settings.ts';
import { type MallSettingsOf, readMallSettings } from './sites.ts';
import type { Environment } from './variables.ts';

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
  const connections = openConnections(settings, access, { listers, log });
  const { clock, aws, control, table, vault, malls } = connections;
  const sqs = sqsClient(aws);
  const ports: PollPorts = {
    clock,
    random: machineRandom,
    log,
    malls,
    vault,
    orders: dynamoOrders({ orders: table(settings.ORDERS_TABLE), revisions: table(settings.REVISIONS_TABLE) }),
    stock: dynamoStockLedger(table(settings.STOCK_TABLE)),
    intents: dynamoIntents(control),
    bus: eventBridgeBus(eventBridgeClient(aws), settings.EVENT_BUS, log),
    shops: dynamoShops(table(settings.SHOPS_TABLE)),
    merchants: dynamoMerchants(control),
    pauses: dynamoPauses(control),
    health: dynamoHealth(control),
    leases: dynamoLeases(control),
    listings: dynamoListings(table(settings.LISTINGS_TABLE)),
    stockQueue: sqsStockQueue(sqs, settings.STOCK_QUEUE_URL, clock),
    drifts: dynamoDrifts(control),
  };
  const importSettings = {
    ...defaultImportSettings,
    overlapMs: settings.OVERLAP_MINUTES * minuteMs,
    retentionMs: settings.RETENTION_DAYS * dayMs,
  };
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
