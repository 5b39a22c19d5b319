import type { AwsAccess } from '../aws/calls/access.ts';
import { createClients } from '../aws/clients.ts';
import { kmsDataKeys } from '../aws/data-keys.ts';
import { dynamoAudits } from '../aws/dynamodb/audits.ts';
import { dynamoHealth } from '../aws/dynamodb/health.ts';
import { dynamoIncidents } from '../aws/dynamodb/incidents.ts';
import { dynamoIntents } from '../aws/dynamodb/intents.ts';
import { dynamoLeases } from '../aws/dynamodb/leases.ts';
import { dynamoMerchants } from '../aws/dynamodb/merchants.ts';
import { dynamoNotices } from '../aws/dynamodb/notices.ts';
import { dynamoOrders } from '../aws/dynamodb/orders.ts';
import { dynamoPauses } from '../aws/dynamodb/pauses.ts';
import { dynamoRemovedShops } from '../aws/dynamodb/removed-shops.ts';
import { dynamoShops } from '../aws/dynamodb/shops.ts';
import { dynamoStockLedger } from '../aws/dynamodb/stock-ledger.ts';
import type { Table } from '../aws/dynamodb/table.ts';
import { eventBridgeBus } from '../aws/event-bus.ts';
import { kmsVault } from '../aws/vault.ts';
import { defaultImportSettings, type ImportSettings } from '../core/orders/settings.ts';
import type { Ports } from '../core/ports/index.ts';
import type { Log } from '../core/ports/log.ts';
import { secondMs } from '../core/units.ts';
import { createMalls } from '../malls/registry.ts';
import { createUndiciTransport } from '../malls/undici.ts';
import { environmentAccess } from './aws-access.ts';
import { realChance } from './chance.ts';
import { scaledClock } from './clock.ts';
import { realTime, type Settings } from './settings.ts';

/** One mall call's time-out. With the writes after it, it must fit into the reserve at the end of a run. */
const mallTimeoutMs = 20 * secondMs;

/** Connections to one service of AWS at once; a call more waits for a free one. */
const awsConnections = 100;

/** The ports of a process, and the way to let go of its connections. */
export interface OpenPorts {
  readonly ports: Ports;
  readonly importSettings: ImportSettings;
  close(): Promise<void>;
}

/**
 * The one place where ports meet adapters. Opens nothing yet: every client connects when it is first used.
 *
 * @param access as whom to call AWS; by default as this process's environment says
 */
export function openPorts(
  settings: Settings,
  log: Log,
  access: () => Promise<AwsAccess> = async () => environmentAccess(process.env),
): OpenPorts {
  const clock = scaledClock(settings.clock);
  const awsTransport = createUndiciTransport({ connections: awsConnections });
  const clients = createClients({ access, send: awsTransport, clock: scaledClock(realTime), chance: realChance });
  const table = (name: string): Table => ({ client: clients.dynamodb(), name, clock });
  const { tables } = settings;
  const control = table(tables.control);
  const vault = kmsVault(kmsDataKeys(() => clients.kms(), settings.dataKeyId, control));
  const transport = createUndiciTransport({ clockSpeed: settings.clock.speed });
  const ports: Ports = {
    clock,
    chance: realChance,
    log,
    orders: dynamoOrders({ orders: table(tables.orders), revisions: table(tables.revisions) }),
    stock: dynamoStockLedger(table(tables.stock)),
    intents: dynamoIntents(control),
    bus: eventBridgeBus(() => clients.eventbridge(), settings.eventBus),
    shops: dynamoShops(table(tables.shops)),
    merchants: dynamoMerchants(control),
    removedShops: dynamoRemovedShops(control),
    pauses: dynamoPauses(control),
    health: dynamoHealth(control),
    leases: dynamoLeases(control),
    incidents: dynamoIncidents(control),
    notices: dynamoNotices(control),
    audits: dynamoAudits(control),
    vault,
    malls: createMalls({
      sites: { rms: { baseUrl: settings.rmsBaseUrl, settings: { timeoutMs: mallTimeoutMs } } },
      transport,
      vault,
      clock,
    }),
  };
  return {
    ports,
    importSettings: {
      ...defaultImportSettings,
      overlapMs: settings.overlapMs,
      retentionMs: settings.retentionMs,
    },
    async close() {
      await Promise.all([transport.close(), awsTransport.close()]);
    },
  };
}
