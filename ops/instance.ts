import type { Log } from '../core/ports/log.ts';
import type { Instance } from './command.ts';
import type { Place } from './place.ts';

/** What is known of a local instance by its data folder. */
export type LocalInstance =
  | { readonly kind: 'running'; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: 'starting' }
  /** It has left its files and does not run. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'absent' };

/** How instances are found from this process. */
export interface Finder {
  readonly environment: Readonly<Record<string, string | undefined>>;
  findLocal(folder: string): Promise<LocalInstance>;
  /** Makes a local instance's variables this process's own: the AWS SDK reads them for itself. */
  adopt(variables: Readonly<Record<string, string>>): void;
}

/** The variables a deployed function has; any of them says that a stack is meant. */
const stackVariables = ['STAGE', 'ORDERS_TABLE', 'SHOPS_TABLE', 'CONTROL_TABLE', 'STOCK_TABLE', 'EVENT_BUS'];

/**
 * Opens the instance a command works on: the local one where there is one, else the stack whose settings the environment
 * holds. Throws with what to do when there is neither.
 */
export async function openInstance(finder: Finder, place: Place, log: Log): Promise<Instance> {
  const { environment, name } = await chosen(finder, place);
  // Loaded here, so that help and wrong arguments do not wait for the SDK.
  const { readSettings } = await import('../wiring/settings.ts');
  const settings = readSettings(environment);
  const { openPorts } = await import('../wiring/ports.ts');
  const { ports, importSettings, close } = openPorts(settings, log);
  return { place: name(settings.stage), ports, importSettings, callsPerSecond: settings.rmsCallsPerSecond, close };
}

interface Chosen {
  readonly environment: Readonly<Record<string, string | undefined>>;
  name(stage: string): string;
}

async function chosen(finder: Finder, { local, data }: Place): Promise<Chosen> {
  const instance = await finder.findLocal(data);
  switch (instance.kind) {
    case 'running':
      finder.adopt(instance.variables);
      return { environment: instance.variables, name: () => `local (${data})` };
    case 'starting':
      throw new NoInstance(`The local instance in ${data} is still starting. Run this again in a moment.`);
    case 'stopped':
      throw new NoInstance(`The local instance in ${data} does not run. Start it with: npm start${dataOption(data)}`);
    case 'absent': {
      if (local)
        throw new NoInstance(`No local instance runs in ${data}. Start one with: npm start${dataOption(data)}`);
      if (stackVariables.some((name) => finder.environment[name])) {
        return { environment: finder.environment, name: (stage) => `stage ${stage}` };
      }
      throw new NoInstance(
        [
          `There is nothing to work on: no local instance runs in ${data}, and no deployed stack in the environment.`,
          `  - On this machine: start an instance with npm start${dataOption(data)}, or name its folder with --data.`,
          '  - Deployed: set the variables that a deployed function has (STAGE, ORDERS_TABLE and so on), and AWS credentials.',
        ].join('\n'),
      );
    }
  }
}

const dataOption = (data: string): string => (data === '.tsunagi' ? '' : ` -- --data ${data}`);

/** The instance that is meant cannot be used now; the message says what to do. */
export class NoInstance extends Error {
  override readonly name = 'NoInstance';
}
