import type { Access } from '../aws/clients.ts';
import { dynamoAudits } from '../aws/dynamodb/audits.ts';
import { dynamoChats } from '../aws/dynamodb/chats.ts';
import { dynamoDigests } from '../aws/dynamodb/digests.ts';
import { dynamoIncidents } from '../aws/dynamodb/incidents.ts';
import { dynamoNotices } from '../aws/dynamodb/notices.ts';
import { dynamoTargets } from '../aws/dynamodb/order-targets.ts';
import { dynamoRemovedShops } from '../aws/dynamodb/removed-shops.ts';
import { dynamoSpans } from '../aws/dynamodb/spans.ts';
import { movesIn, sqsLeftovers } from '../aws/leftovers.ts';
import { sqsWorkQueue } from '../aws/queues.ts';
import { changesIn, type Log, type Ports } from '../core/ports/index.ts';
import type { ImportSettings } from '../core/session/index.ts';
import type { MallsOptions } from '../malls/registry.ts';
import type { Connections } from './connections.ts';
import { openImportPorts } from './import-ports.ts';
import { importing } from './settings.ts';
import { readMallSettings } from './sites.ts';
import type { Environment } from './variables.ts';

/** The variables of a process that opens all ports, as reconcile and people's commands do. */
export const portVariables = [
  ...importing,
  ...(['SHARDS', 'RMS_RATE_PER_SECOND', 'PUSHES_TABLE', 'STATUS_QUEUE_URL', 'MOVED_QUEUES'] as const),
] as const;

/** The ports of a process, its tables, and the way to close its connections. */
export interface OpenPorts extends Pick<Connections, 'aws' | 'table'> {
  readonly ports: Ports;
  readonly importSettings: ImportSettings;
  close(): Promise<void>;
}

export const readPortSettings = (environment: Environment) => readMallSettings(portVariables, environment);
export type Settings = ReturnType<typeof readPortSettings>;

/**
 * Every port there is. Opens nothing yet: every client connects when it is first used.
 *
 * @param access the AWS credentials; by default those of this process's environment
 * @param listers for a process in which people ask what shops have
 */
export function openPorts(settings: Settings, log: Log, access?: Access, listers?: MallsOptions['listers']): OpenPorts {
  const { ports: importPorts, importSettings, sqs, connections } = openImportPorts(settings, log, access, listers);
  const { aws, control, table } = connections;
  const { retentionMs } = importSettings;
  const targets = dynamoTargets(table(settings.PUSHES_TABLE), { retentionMs });
  const ports: Ports = {
    ...importPorts,
    chats: dynamoChats(control),
    removedShops: dynamoRemovedShops(control),
    incidents: dynamoIncidents(control),
    notices: dynamoNotices(control),
    audits: dynamoAudits(control),
    digests: dynamoDigests(control),
    spans: dynamoSpans(control),
    targets,
    changes: changesIn(targets),
    statusQueue: sqsWorkQueue(sqs, settings.STATUS_QUEUE_URL),
    ...(settings.MOVED_QUEUES !== null && { leftovers: sqsLeftovers(sqs, movesIn(settings.MOVED_QUEUES)) }),
  };
  return { ports, importSettings, aws, table, close: () => connections.close() };
}
