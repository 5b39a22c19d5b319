import type { Log } from '../core/ports/index.ts';
import type { OpenDeadLetters } from '../wiring/dead-letters.ts';
import type { Instance } from './command.ts';

/**
 * Opens the installation that a function's variables describe.
 *
 * @param place what it is called, for people
 * @param notices what somebody should know who works on it
 * @param variablesOfAll the variables of all its functions, where one function has not all of them
 */
export async function openDescribed(
  variables: Readonly<Record<string, string | undefined>>,
  place: string,
  log: Log,
  notices: readonly string[] = [],
  variablesOfAll: () => Promise<Readonly<Record<string, string | undefined>>> = async () => variables,
): Promise<Instance> {
  // Loaded here, so that help and wrong arguments do not wait for the SDK.
  const { readSettings } = await import('../wiring/settings.ts');
  const settings = readSettings(variables);
  const { openPersonPorts } = await import('../wiring/person-ports.ts');
  const { ports, importSettings, close } = openPersonPorts(settings, log);
  const { rmsCallsPerSecond: callsPerSecond, shards } = settings;
  let opened: Promise<OpenDeadLetters> | undefined;
  const openLetters = (): Promise<OpenDeadLetters> => {
    opened ??= import('../wiring/dead-letters.ts').then(async ({ openDeadLettersOf }) =>
      openDeadLettersOf(await variablesOfAll()),
    );
    return opened;
  };
  return {
    place,
    notices,
    variables,
    ports,
    importSettings,
    callsPerSecond,
    shards,
    deadLetters: async (queue) => (await openLetters()).letters(queue),
    rejectedRequests: async () => (await openLetters()).countRejected(),
    async close() {
      if (opened !== undefined) (await opened).close();
      await close();
    },
  };
}
