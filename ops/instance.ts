import type { Log } from '../core/ports/log.ts';
import type { Instance } from './command.ts';

/**
 * Opens the installation that a function's variables describe.
 *
 * @param place what it is called, for people
 * @param notices what somebody should know who works on it
 */
export async function openDescribed(
  variables: Readonly<Record<string, string | undefined>>,
  place: string,
  log: Log,
  notices: readonly string[] = [],
): Promise<Instance> {
  // Loaded here, so that help and wrong arguments do not wait for the SDK.
  const { readSettings } = await import('../wiring/settings.ts');
  const settings = readSettings(variables);
  const { openPorts } = await import('../wiring/ports.ts');
  const { personAccess } = await import('../wiring/person-access.ts');
  const { ports, importSettings, close } = openPorts(settings, log, personAccess);
  const { rmsCallsPerSecond: callsPerSecond, shards } = settings;
  return { place, notices, variables, ports, importSettings, callsPerSecond, shards, close };
}
