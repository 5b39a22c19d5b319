import { dayMs, minuteMs } from '../core/kernel/index.ts';
import type { Sites } from '../malls/registry.ts';
import { readClock, type ScaledTime } from './scaled-time.ts';
import { readSites } from './sites.ts';
import { type Environment, readVariables } from './variables.ts';

export { realTime, type ScaledTime } from './scaled-time.ts';

/** Settings of a process, read from the environment. The stack sets these variables; nothing else reads them. */
export interface Settings {
  readonly stage: string;
  /** How many schedules each scheduled function has; a shop's shard is below it. */
  readonly shards: number;
  readonly tables: {
    readonly orders: string;
    readonly revisions: string;
    readonly stock: string;
    readonly shops: string;
    readonly control: string;
    readonly pushes: string;
    readonly listings: string;
  };
  readonly eventBus: string;
  /** The address of the queue that names shops with changes to make. */
  readonly statusQueueUrl: string;
  /** The address of the queue of SKUs that moved and shops with due listings. */
  readonly stockQueueUrl: string;
  readonly dataKeyId: string;
  /** Where the malls are that this process is configured for. */
  readonly sites: Sites;
  /** Calls a second that a new shop starts with where its mall says nothing of it. */
  readonly callsPerSecond: number;
  readonly overlapMs: number;
  readonly retentionMs: number;
  /** Set where time is scaled (one machine, drills): virtual now = atMs + (real now − realAtMs) × speed. */
  readonly clock: ScaledTime;
}

/** Reads a process's settings. Throws an `InputError` that names every variable that is missing or wrong. */
export function readSettings(environment: Environment): Settings {
  const variables = readVariables(environment);
  const { text, number, count } = variables;
  const settings: Settings = {
    stage: text('STAGE'),
    shards: count('SHARDS'),
    tables: {
      orders: text('ORDERS_TABLE'),
      revisions: text('REVISIONS_TABLE'),
      stock: text('STOCK_TABLE'),
      shops: text('SHOPS_TABLE'),
      control: text('CONTROL_TABLE'),
      pushes: text('PUSHES_TABLE'),
      listings: text('LISTINGS_TABLE'),
    },
    eventBus: text('EVENT_BUS'),
    statusQueueUrl: text('STATUS_QUEUE_URL'),
    stockQueueUrl: text('STOCK_QUEUE_URL'),
    dataKeyId: text('DATA_KEY_ID'),
    sites: readSites(variables),
    callsPerSecond: number('RMS_RATE_PER_SECOND'),
    overlapMs: number('OVERLAP_MINUTES') * minuteMs,
    retentionMs: number('RETENTION_DAYS') * dayMs,
    clock: readClock(variables),
  };
  variables.check();
  return settings;
}
