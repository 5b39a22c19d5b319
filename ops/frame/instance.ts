import type {
  ApiKeyStore,
  DeadLetters,
  FeedStore,
  Log,
  MerchantRows,
  OrderList,
  Ports,
  RejectedLetters,
} from '../../core/ports/index.ts';
import type { ImportSettings } from '../../core/session/index.ts';
import type { OpenDeadLetters } from '../../wiring/dead-letters.ts';

/** Opens the installation that a function's variables describe; `variablesOfAll`: those of all functions, where one has not all of them. */
export async function openDescribed(
  variables: Readonly<Record<string, string | undefined>>,
  place: string,
  log: Log,
  notices: readonly string[] = [],
  variablesOfAll: () => Promise<Readonly<Record<string, string | undefined>>> = async () => variables,
): Promise<Instance & { readonly feed: FeedStore; readonly merchantRows: MerchantRows }> {
  // Loaded here, so that help and wrong arguments do not wait for the SDK.
  const { readPortSettings } = await import('../../wiring/ports.ts');
  const settings = readPortSettings(variables);
  const { openPersonPorts } = await import('../../wiring/person-ports.ts');
  const { ports, apiKeys, merchantRows, feed, orderList, countReads, importSettings, close } = openPersonPorts(
    settings,
    log,
  );
  const { SHARDS: shards, RMS_RATE_PER_SECOND: callsPerSecond, TSUNAGI_CLOCK: clock } = settings;
  let opened: Promise<OpenDeadLetters> | undefined;
  const openLetters = (): Promise<OpenDeadLetters> => {
    opened ??= import('../../wiring/dead-letters.ts').then(async ({ openDeadLettersOf }) =>
      openDeadLettersOf(await variablesOfAll()),
    );
    return opened;
  };
  return {
    place,
    notices,
    variables,
    variablesOfAll,
    ports,
    apiKeys,
    feed,
    merchantRows,
    orderList,
    countReads,
    importSettings,
    callsPerSecond,
    shards,
    speed: clock.speed,
    deadLetters: async (queue) => (await openLetters()).letters(queue),
    rejectedLetters: async () => (await openLetters()).rejected(),
    async close() {
      if (opened !== undefined) (await opened).close();
      await close();
    },
  };
}

export interface Instance {
  readonly place: string;
  /** What a command needs to work on the same one, ` --stage prod --region ap-northeast-1`; absent where it needs nothing. */
  readonly options?: string;
  readonly notices?: readonly string[];
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** The variables of all its functions; absent where there are no more. */
  variablesOfAll?(): Promise<Readonly<Record<string, string | undefined>>>;
  readonly ports: Ports;
  readonly apiKeys: ApiKeyStore;
  readonly orderList: OrderList;
  countReads<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly readUnits: number }>;
  /** Whether mails go to merchants; absent where nothing tells. */
  readonly hasSender?: boolean;
  readonly importSettings: ImportSettings;
  /** The calls a second that a new shop is given. */
  readonly callsPerSecond: number;
  /** How many schedules each function has; shops are spread over the shards below it. */
  readonly shards: number;
  /** How many times faster its time runs; 1 where absent. */
  readonly speed?: number;
  /** What its queues hold and gave up, of all or of the one that is named; absent where it has no such queues. */
  deadLetters?(queue?: string): Promise<readonly DeadLetters[]>;
  /** The queues that keep events which could not be taken in; absent where nothing does. */
  rejectedLetters?(): Promise<readonly RejectedLetters[]>;
  close(): Promise<void>;
}

/** The installation that is meant cannot be worked on now; the message says what to do. */
export class NoInstance extends Error {
  override readonly name = 'NoInstance';
}
