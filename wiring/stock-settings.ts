import { dayMs, minuteMs } from '../core/kernel/index.ts';
import type { StockDrift } from '../core/stock/index.ts';
import type { ConnectionSettings } from './connections.ts';
import { readClock } from './scaled-time.ts';
import { readSites } from './sites.ts';
import { type Environment, readVariables } from './variables.ts';

/** Settings of sync-stock, read from the environment. It imports a shop's orders before it sets levels. */
export interface StockSettings extends ConnectionSettings {
  readonly tables: {
    readonly orders: string;
    readonly revisions: string;
    readonly stock: string;
    readonly shops: string;
    readonly control: string;
    readonly listings: string;
  };
  readonly eventBus: string;
  /** Addresses of queues: of SKUs and shops to look at, of events that report movements, of rejected events. */
  readonly queues: { readonly work: string; readonly intake: string; readonly rejected: string };
  readonly overlapMs: number;
  readonly retentionMs: number;
  readonly stockDrift: StockDrift;
}

/** Reads these settings. Throws an `InputError` that names every variable that is missing or wrong. */
export function readStockSettings(environment: Environment): StockSettings {
  const variables = readVariables(environment);
  const { text, number } = variables;
  const stockDrift = text('STOCK_DRIFT');
  if (stockDrift !== '' && stockDrift !== 'heal' && stockDrift !== 'ask') {
    variables.problem(`STOCK_DRIFT is "${stockDrift}", expected "heal" or "ask".`);
  }
  const settings: StockSettings = {
    tables: {
      orders: text('ORDERS_TABLE'),
      revisions: text('REVISIONS_TABLE'),
      stock: text('STOCK_TABLE'),
      shops: text('SHOPS_TABLE'),
      control: text('CONTROL_TABLE'),
      listings: text('LISTINGS_TABLE'),
    },
    eventBus: text('EVENT_BUS'),
    queues: {
      work: text('STOCK_QUEUE_URL'),
      intake: text('STOCK_INTAKE_QUEUE_URL'),
      rejected: text('STOCK_REJECTED_QUEUE_URL'),
    },
    dataKeyId: text('DATA_KEY_ID'),
    sites: readSites(variables),
    overlapMs: number('OVERLAP_MINUTES') * minuteMs,
    retentionMs: number('RETENTION_DAYS') * dayMs,
    stockDrift: stockDrift === 'ask' ? 'ask' : 'heal',
    clock: readClock(variables),
  };
  variables.check();
  return settings;
}
