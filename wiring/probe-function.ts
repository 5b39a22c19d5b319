import { eventBridgeClient } from '../aws/clients.ts';
import { dynamoAudits } from '../aws/dynamodb/audits.ts';
import { dynamoHealth } from '../aws/dynamodb/health.ts';
import { dynamoIncidents } from '../aws/dynamodb/incidents.ts';
import { dynamoListings } from '../aws/dynamodb/listings.ts';
import { dynamoTargets } from '../aws/dynamodb/order-targets.ts';
import { dynamoPauses } from '../aws/dynamodb/pauses.ts';
import { dynamoShops } from '../aws/dynamodb/shops.ts';
import { eventBridgeBus } from '../aws/event-bus.ts';
import type { LambdaHandler } from '../aws/lambda/invocation.ts';
import { scheduled } from '../aws/lambda/scheduled.ts';
import { type ProbePorts, probeRound } from '../core/jobs/index.ts';
import { defaultHealthSettings } from '../core/model/index.ts';
import { createCanaryMemory } from '../core/outage/index.ts';
import { changesIn } from '../core/ports/index.ts';
import { openConnections } from './connections.ts';
import { functionLog } from './function-log.ts';
import { httpReference } from './reference.ts';
import { calling } from './settings.ts';
import { readMallSettings } from './sites.ts';

export const probeVariables = [...calling, 'PUSHES_TABLE', 'LISTINGS_TABLE', 'REFERENCE_URL'] as const;

/** What a busy machine takes by itself for a probe, in real time. */
const machineMs = 500;

/** Creates the handler that probes the malls. It has fewer ports than the functions that import orders. */
export function probeFunction(name: string): LambdaHandler {
  const settings = readMallSettings(probeVariables, process.env);
  const log = functionLog(name, settings);
  const { clock, aws, control, table, malls, transport } = openConnections(settings, undefined, { refusalsLog: log });
  const ports: ProbePorts = {
    clock,
    log,
    malls,
    bus: eventBridgeBus(eventBridgeClient(aws), settings.EVENT_BUS, log),
    shops: dynamoShops(table(settings.SHOPS_TABLE)),
    pauses: dynamoPauses(control),
    health: dynamoHealth(control),
    incidents: dynamoIncidents(control),
    audits: dynamoAudits(control),
    // This function writes none, so no retention applies.
    changes: changesIn(dynamoTargets(table(settings.PUSHES_TABLE), { retentionMs: 0 })),
    listings: dynamoListings(table(settings.LISTINGS_TABLE)),
  };
  const memory = createCanaryMemory();
  const reference = httpReference(transport, settings.REFERENCE_URL);
  const { speed } = settings.TSUNAGI_CLOCK;
  const judged = {
    ...defaultHealthSettings,
    // Where the clock is faster the machine is not: its own half second must not look like a slow mall.
    slowAnswerMs: defaultHealthSettings.slowAnswerMs + machineMs * (speed - 1),
  };
  return scheduled(({ budget }) => probeRound({ ports, settings: judged, memory, budget, reference }), { log, speed });
}
