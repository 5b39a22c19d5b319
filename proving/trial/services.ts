import { randomBytes } from 'node:crypto';
import { type BusEvent, putEvents } from '../../local/events/put-events.ts';
import { keyOperations } from '../../local/keys/operations.ts';
import { serveAwsJson } from '../../local/wire/aws-json.ts';
import { startDynalite } from '../dynalite.ts';
import type { PresentRelease } from './release.ts';

/** The services of AWS that the functions of a trial use. */
export interface TrialServices {
  /** Where the tables are. */
  readonly tablesUrl: string;
  /** Where KMS and EventBridge are. */
  readonly awsUrl: string;
  /** Everything that was put on the bus, in order. */
  readonly events: BusEvent[];
  /** While true the bus refuses every event. */
  busRefuses: boolean;
  stop(): Promise<void>;
}

/** With what everything of a trial signs. */
export const trialAccessKeyId = 'local';

/** Starts tables in memory, KMS with the release's key, and a bus that can refuse. */
export async function startServices(release: Pick<PresentRelease, 'resources'>): Promise<TrialServices> {
  const dynalite = await startDynalite();
  const events: BusEvent[] = [];
  const put = putEvents({
    buses: release.resources.ofType('AWS::Events::EventBus').map(({ name }) => name),
    now: Date.now,
    accept: (_, event) => events.push(event),
  });
  const services = { tablesUrl: dynalite.endpoint, events, busRefuses: false };
  const operations: Parameters<typeof serveAwsJson>[0] = {
    ...keyOperations(release.resources, randomBytes(32)),
    'AWSEvents.PutEvents': (input) => (services.busRefuses ? refusal(input) : put(input)),
  };
  const gateway = await serveAwsJson(operations, trialAccessKeyId);
  return Object.assign(services, {
    awsUrl: gateway.url,
    async stop() {
      await gateway.stop();
      await dynalite.stop();
    },
  });
}

/** What EventBridge answers when it takes none of the entries. */
function refusal(input: Record<string, unknown>): object {
  const entries = (input.Entries ?? []) as unknown[];
  const refused = { ErrorCode: 'InternalFailure', ErrorMessage: 'The trial’s bus refuses.' };
  return { FailedEntryCount: entries.length, Entries: entries.map(() => refused) };
}
