import { dayMs } from '../core/kernel/index.ts';
import type { ConnectionSettings } from './connections.ts';
import { readClock } from './scaled-time.ts';
import { readSites } from './sites.ts';
import { type Environment, readVariables } from './variables.ts';

/** Settings of push-status, read from the environment. It reads orders only at their mall. */
export interface PushSettings extends ConnectionSettings {
  readonly tables: { readonly pushes: string; readonly shops: string; readonly control: string };
  readonly eventBus: string;
  /** Addresses of queues: of shops to look at, of events that request changes, of rejected events. */
  readonly queues: { readonly work: string; readonly intake: string; readonly rejected: string };
  readonly retentionMs: number;
}

/** Reads these settings. Throws an `InputError` that names every variable that is missing or wrong. */
export function readPushSettings(environment: Environment): PushSettings {
  const variables = readVariables(environment);
  const { text, number } = variables;
  const settings: PushSettings = {
    tables: { pushes: text('PUSHES_TABLE'), shops: text('SHOPS_TABLE'), control: text('CONTROL_TABLE') },
    eventBus: text('EVENT_BUS'),
    queues: {
      work: text('STATUS_QUEUE_URL'),
      intake: text('STATUS_INTAKE_QUEUE_URL'),
      rejected: text('STATUS_REJECTED_QUEUE_URL'),
    },
    dataKeyId: text('DATA_KEY_ID'),
    sites: readSites(variables),
    retentionMs: number('RETENTION_DAYS') * dayMs,
    clock: readClock(variables),
  };
  variables.check();
  return settings;
}
