import { type Access, type ClientOptions, dynamoDbClient, kmsClient } from '../aws/clients.ts';
import { kmsDataKeys } from '../aws/data-keys.ts';
import { dynamoRests } from '../aws/dynamodb/leases.ts';
import type { Table } from '../aws/dynamodb/table.ts';
import { kmsVault } from '../aws/vault.ts';
import { secondMs } from '../core/kernel/index.ts';
import type { Clock, Log, Malls, Vault } from '../core/ports/index.ts';
import type { Transport } from '../malls/http.ts';
import { createMalls, type MallsOptions, type Sites } from '../malls/registry.ts';
import { createUndiciTransport } from '../malls/undici.ts';
import { type ScaledTime, scaledClock } from './clock.ts';
import type { calling, SettingsOf } from './settings.ts';
import { tellRefusals } from './table-refusals.ts';

/** One mall call's time-out. With the writes after it, it must fit into the reserve at the end of a run. */
const mallTimeoutMs = 20 * secondMs;

/**
 * The shortest time-out of a mall call in real time. It matters only where time is scaled: there, a busy machine must not look like a mall that
 * does not answer. So a call has as long as on AWS, which `reserveMs` in `aws/lambda/invocation.ts` leaves at the end of a run.
 */
const deadlineRealMsMin = mallTimeoutMs;

/** Connections to one service of AWS at once; a further call waits for a free one. */
const awsConnections = 100;

/** Defined in the bundles of functions that do not work with Amazon, the one mall whose quota processes share: `definedFor` in `lib/bundling/`. */
declare const WITHOUT_AMAZON: unknown;

/** The connections of this process, to AWS and to the malls. Each opens when it is first used. */
export interface Connections {
  readonly clock: Clock;
  /** Options for further clients of AWS. */
  readonly aws: ClientOptions;
  /** The table of leases, pauses and data keys. */
  readonly control: Table;
  readonly vault: Vault;
  readonly malls: Malls;
  /** HTTP to every host outside AWS. */
  readonly transport: Transport;
  table(name: string): Table;
  close(): Promise<void>;
}

/** Connections of a process to AWS only. Clients are created once per process, at its start. What tables refuse is logged, where there is a log. */
export function openTables(
  time: ScaledTime,
  access: Access = {},
  log?: Log,
): Pick<Connections, 'clock' | 'aws' | 'table' | 'close'> {
  const clock = scaledClock(time);
  // A slower clock waits longer for its tables; a faster one makes this machine no faster.
  const transport = createUndiciTransport({ connections: awsConnections, clockSpeed: Math.min(1, time.speed) });
  const aws: ClientOptions = { send: transport, access };
  const client = dynamoDbClient(aws, log && tellRefusals(log, clock));
  return {
    clock,
    aws,
    table: (name) => ({ client, name, clock }),
    close: () => transport.close(),
  };
}

/**
 * The connections of a process. By default the SDK finds the credentials, in a function in its variables.
 *
 * @param options `listers` for a process in which people ask what shops have; `refusalsLog` for one whose refused requests are figures
 */
export function openConnections(
  settings: SettingsOf<typeof calling> & { readonly sites: Sites },
  access?: Access,
  { listers, log, refusalsLog }: Pick<MallsOptions, 'listers' | 'log'> & { readonly refusalsLog?: Log } = {},
): Connections {
  const { clock, aws, table, close } = openTables(settings.TSUNAGI_CLOCK, access, refusalsLog);
  const control = table(settings.CONTROL_TABLE);
  const vault = kmsVault(kmsDataKeys(kmsClient(aws), settings.DATA_KEY_ID, control));
  const rests = typeof WITHOUT_AMAZON === 'undefined' ? dynamoRests(control) : undefined;
  const transport = createUndiciTransport({ clockSpeed: settings.TSUNAGI_CLOCK.speed, deadlineRealMsMin });
  return {
    clock,
    aws,
    control,
    vault,
    malls: createMalls({
      sites: settings.sites,
      transport,
      vault,
      clock,
      timeoutMs: mallTimeoutMs,
      listers,
      log,
      rests,
    }),
    transport,
    table,
    async close() {
      await Promise.all([transport.close(), close()]);
    },
  };
}
