import type { StockDrift } from '../core/stock/sync-settings.ts';
import { readSettings, type Settings } from './settings.ts';
import { type Environment, readVariables } from './variables.ts';

/** What the function that shows stock is told by its environment: all that brings orders in, and its queues. */
export interface StockFunctionSettings extends Settings {
  /** Addresses of queues: of events that report movements, and of those that cannot be taken in. */
  readonly queues: { readonly intake: string; readonly rejected: string };
  readonly stockDrift: StockDrift;
}

/** Reads these settings. Throws an `InputError` that names every variable that is missing or wrong. */
export function readStockSettings(environment: Environment): StockFunctionSettings {
  const variables = readVariables(environment);
  const { text } = variables;
  const queues = { intake: text('STOCK_INTAKE_QUEUE_URL'), rejected: text('STOCK_REJECTED_QUEUE_URL') };
  const stockDrift = text('STOCK_DRIFT');
  if (stockDrift !== '' && stockDrift !== 'heal' && stockDrift !== 'ask') {
    variables.problem(`STOCK_DRIFT is "${stockDrift}", expected "heal" or "ask".`);
  }
  variables.check();
  return { ...readSettings(environment), queues, stockDrift: stockDrift === 'ask' ? 'ask' : 'heal' };
}
