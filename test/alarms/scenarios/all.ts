import type { Scenario } from '../proof.ts';
import { bounceScenarios } from './bounces.ts';
import { dataScenarios } from './data.ts';
import { importScenarios } from './imports.ts';
import { mailScenarios } from './mails.ts';
import { orderScenarios } from './orders.ts';
import { outageScenarios } from './outages.ts';
import { queueScenarios } from './queues.ts';
import { runScenarios } from './runs.ts';
import { stockScenarios } from './stock.ts';
import { tableScenarios } from './tables.ts';

/** A scenario for each alarm, by its id. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  ...outageScenarios,
  ...importScenarios,
  ...orderScenarios,
  ...stockScenarios,
  ...mailScenarios,
  ...bounceScenarios,
  ...runScenarios,
  ...tableScenarios,
  ...dataScenarios,
  ...queueScenarios,
};
