import type { StandingStage } from '../../wiring/teardown.ts';
import { currentDataStack } from './intent.ts';

/**
 * The variables with which the orders of a stage are read: its functions' own; or, once those are gone, what its kept tables
 * give. Null when there is no table of orders any more.
 */
export function variablesOf(standing: StandingStage, stage: string): Readonly<Record<string, string>> | null {
  if (standing.variables !== null) return standing.variables;
  const madeBy = currentDataStack(standing);
  const own = standing.kept.tables.filter((table) => table.madeBy === madeBy);
  const tables = Object.fromEntries(own.map(({ title, name }) => [`${title.toUpperCase()}_TABLE`, name]));
  if (tables.ORDERS_TABLE === undefined || tables.SHOPS_TABLE === undefined) return null;
  return { ...unusedByReading, STAGE: stage, ...tables };
}

/** Not used to import, announce or open a key: reading orders needs the tables alone. */
const unusedByReading = {
  SHARDS: '1',
  STOCK_TABLE: 'none',
  CONTROL_TABLE: 'none',
  PUSHES_TABLE: 'none',
  STATUS_QUEUE_URL: 'none',
  LISTINGS_TABLE: 'none',
  STOCK_QUEUE_URL: 'none',
  REVISIONS_TABLE: 'none',
  EVENT_BUS: 'none',
  DATA_KEY_ID: 'none',
  RMS_BASE_URL: 'https://none.invalid',
  RMS_RATE_PER_SECOND: '1',
  OVERLAP_MINUTES: '15',
  RETENTION_DAYS: '180',
};
