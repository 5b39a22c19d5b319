import { type Access, eventBridgeClient, sqsClient } from '../aws/clients.ts';
import { dynamoAudits } from '../aws/dynamodb/audits.ts';
import { dynamoChats } from '../aws/dynamodb/chats.ts';
import { dynamoDigests } from '../aws/dynamodb/digests.ts';
import { dynamoDrifts } from '../aws/dynamodb/drifts.ts';
import { dynamoHealth } from '../aws/dynamodb/health.ts';
import { dynamoIncidents } from '../aws/dynamodb/incidents.ts';
import { dynamoIntents } from '../aws/dynamodb/intents.ts';
import { dynamoLeases } from '../aws/dynamodb/leases.ts';
import { dynamoListings } from '../aws/dynamodb/listings.ts';
import { dynamoMerchants } from '../aws/dynamodb/merchants.ts';
import { dynamoNotices } from '../aws/dynamodb/notices.ts';
import { dynamoOrders } from '../aws/dynamodb/orders.ts';
import { dynamoPauses } from '../aws/dynamodb/pauses.ts';
import { dynamoPushes } from '../aws/dynamodb/pushes.ts';
import { dynamoRemovedShops } from '../aws/dynamodb/removed-shops.ts';
import { dynamoShops } from '../aws/dynamodb/shops.ts';
import { dynamoSpans } from '../aws/dynamodb/spans.ts';
import { dynamoStockLedger } from '../aws/dynamodb/stock-ledger.ts';
import { eventBridgeBus } from '../aws/event-bus.ts';
import { sqsStockQueue, sqsWorkQueue } from '../aws/queues.ts';
import { dayMs, minuteMs } from '../core/kernel/index.ts';
import type { Log, Ports } from '../core/ports/index.ts';
import { defaultImportSettings, type ImportSettings } from '../core/session/index.ts';
import { defaultStatusSettings } from '../core/status/index.ts';
import type { MallsOptions } from '../malls/registry.ts';
import { type Connections, openConnections } from './connections.ts';
import { machineRandom } from './random.ts';
import { importing } from './settings.ts';
import { readMallSettings } from './sites.ts';
import type { Environment } from './variables.ts';

/** The variables of a process that opens all ports, as the scheduled imports and people's commands do. */
export const portVariables = [
  ...importing,
  ...(['SHARDS', 'RMS_RATE_PER_SECOND', 'PUSHES_TABLE', 'STATUS_QUEUE_URL', 'WARM_PERCENT', 'SHOPS_AT_ONCE'] as const),
] as const;

/** The ports of a process, its tables, and the way to close its connections. */
export interface OpenPorts extends Pick<Connections, 'table'> {
  readonly ports: Ports;
  readonly importSettings: ImportSettings;
  close(): Promise<void>;
}

export const readPortSettings = (environment: Environment) => readMallSettings(portVariables, environment);
export type Settings = ReturnType<typeof readPortSettings>;

/**
 * The one place where ports meet adapters. Opens nothing yet: every client connects when it is first used.
 *
 * @param access the AWS credentials; by default those of this process's environment
 * @param listers for a process in which people ask what shops have
 */
export function openPorts(settings: Settings, log: Log, access?: Access, listers?: MallsOptions['listers']): OpenPorts {
  const connections = openConnections(settings, access, { listers, log });
  const { clock, aws, control, table, vault, malls } = connections;
  const sqs = sqsClient(aws);
  const retentionMs = settings.RETENTION_DAYS * dayMs;
  const { tellGraceMs } = defaultStatusSettings;
  const ports: Ports = {
    clock,
    random: machineRandom,
    log,
    orders: dynamoOrders({ orders: table(settings.ORDERS_TABLE), revisions: table(settings.REVISIONS_TABLE) }),
    stock: dynamoStockLedger(table(settings.STOCK_TABLE)),
    intents: dynamoIntents(control),
    bus: eventBridgeBus(eventBridgeClient(aws), settings.EVENT_BUS, log),
    shops: dynamoShops(table(settings.SHOPS_TABLE)),
    merchants: dynamoMerchants(control),
    chats: dynamoChats(control),
    removedShops: dynamoRemovedShops(control),
    pauses: dynamoPauses(control),
    health: dynamoHealth(control),
    leases: dynamoLeases(control),
    incidents: dynamoIncidents(control),
    notices: dynamoNotices(control),
    audits: dynamoAudits(control),
    digests: dynamoDigests(control),
    spans: dynamoSpans(control),
    vault,
    malls,
    pushes: dynamoPushes(table(settings.PUSHES_TABLE), { retentionMs, tellGraceMs }),
    statusQueue: sqsWorkQueue(sqs, settings.STATUS_QUEUE_URL),
    listings: dynamoListings(table(settings.LISTINGS_TABLE)),
    stockQueue: sqsStockQueue(sqs, settings.STOCK_QUEUE_URL, clock),
    drifts: dynamoDrifts(control),
  };
  return {
    ports,
    importSettings: {
      ...defaultImportSettings,
      warmPercent: settings.WARM_PERCENT,
      shopsAtOnce: settings.SHOPS_AT_ONCE ?? defaultImportSettings.shopsAtOnce,
      overlapMs: settings.OVERLAP_MINUTES * minuteMs,
      retentionMs,
    },
    table,
    close: () => connections.close(),
  };
}
