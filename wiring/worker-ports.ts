import { eventBridgeClient } from '../aws/clients.ts';
import { dynamoHealth } from '../aws/dynamodb/health.ts';
import { dynamoLeases } from '../aws/dynamodb/leases.ts';
import { dynamoMerchants } from '../aws/dynamodb/merchants.ts';
import { dynamoPauses } from '../aws/dynamodb/pauses.ts';
import { dynamoShops } from '../aws/dynamodb/shops.ts';
import { eventBridgeBus } from '../aws/event-bus.ts';
import type { Log, Ports } from '../core/ports/index.ts';
import type { Connections } from './connections.ts';
import { machineRandom } from './random.ts';
import type { calling, SettingsOf } from './settings.ts';

/** The ports of every run that works at shops. */
type WorkerPorts = Pick<
  Ports,
  'clock' | 'random' | 'log' | 'malls' | 'bus' | 'shops' | 'merchants' | 'pauses' | 'health' | 'leases'
>;

/** Opens the ports that all runs at shops have in common. */
export function workerPorts(
  { clock, aws, control, table, malls }: Connections,
  settings: SettingsOf<typeof calling>,
  log: Log,
): WorkerPorts {
  return {
    clock,
    random: machineRandom,
    log,
    malls,
    bus: eventBridgeBus(eventBridgeClient(aws), settings.EVENT_BUS, log),
    shops: dynamoShops(table(settings.SHOPS_TABLE)),
    merchants: dynamoMerchants(control),
    pauses: dynamoPauses(control),
    health: dynamoHealth(control),
    leases: dynamoLeases(control),
  };
}
