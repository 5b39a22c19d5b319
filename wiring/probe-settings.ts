import type { ConnectionSettings } from './connections.ts';
import { readClock } from './scaled-time.ts';
import { readSites } from './sites.ts';
import { type Environment, readVariables } from './variables.ts';

/** Settings of the probes, read from the environment: fewer than the import has. */
export interface ProbeSettings extends ConnectionSettings {
  readonly tables: {
    readonly shops: string;
    readonly control: string;
    readonly pushes: string;
    readonly listings: string;
  };
  readonly eventBus: string;
  /** An address that has nothing to do with any mall; null for none. */
  readonly referenceUrl: string | null;
}

/** Reads the settings of the probes. Throws an `InputError` that names every variable that is missing or wrong. */
export function readProbeSettings(environment: Environment): ProbeSettings {
  const variables = readVariables(environment);
  const { text } = variables;
  const settings: ProbeSettings = {
    tables: {
      shops: text('SHOPS_TABLE'),
      control: text('CONTROL_TABLE'),
      pushes: text('PUSHES_TABLE'),
      listings: text('LISTINGS_TABLE'),
    },
    eventBus: text('EVENT_BUS'),
    dataKeyId: text('DATA_KEY_ID'),
    sites: readSites(variables),
    referenceUrl: variables.optional('REFERENCE_URL'),
    clock: readClock(variables),
  };
  variables.check();
  return settings;
}
