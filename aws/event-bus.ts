import type { Announcement } from '../core/orders/announcement.ts';
import type { Bus } from '../core/ports/bus.ts';
import { inChunks } from '../core/units.ts';
import type { AwsService } from './calls/service.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const entriesPerCall = 10;

/** Who every event says it is from; consumers' rules match it. */
export const eventSource = 'tsunagi';

interface EventEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

/** What EventBridge is asked. */
export interface EventOperations {
  readonly PutEvents: {
    readonly input: { readonly Entries: readonly EventEntry[] };
    readonly output: { readonly Entries?: readonly { readonly EventId?: string }[] };
  };
}

/** EventBridge as the bus uses it. */
export type EventBridge = AwsService<EventOperations>;

/**
 * The bus on EventBridge. A call that fails ends the announcing: what was accepted before is returned, and the rest stays
 * marked in its rows and is announced again.
 */
export function eventBridgeBus(client: () => EventBridge, busName: string): Bus {
  return {
    async announce(announcements) {
      const accepted = new Set<string>();
      for (const chunk of inChunks(announcements, entriesPerCall)) {
        const entries = chunk.map((announcement) => entryOf(announcement, busName));
        const results = await resultsOf(client(), entries);
        if (results === null) break;
        for (const [index, { id }] of chunk.entries()) {
          if (results[index]?.EventId !== undefined) accepted.add(id);
        }
      }
      return accepted;
    },

    async tellIncident({ kind, ...detail }) {
      const entry = { EventBusName: busName, Source: eventSource, DetailType: kind, Detail: asciiJson(detail) };
      const results = await resultsOf(client(), [entry]);
      return results?.[0]?.EventId !== undefined;
    },
  };
}

/** One result for each entry, in their order; null when the call failed as a whole. */
async function resultsOf(client: EventBridge, entries: readonly EventEntry[]) {
  try {
    return (await client.call('PutEvents', { Entries: entries })).Entries ?? [];
  } catch {
    return null;
  }
}

function entryOf(announcement: Announcement, busName: string): EventEntry {
  const { id, kind, shop, orderNumber, revision } = announcement;
  return {
    EventBusName: busName,
    Source: eventSource,
    DetailType: kind,
    Detail: asciiJson({ id, shop, orderNumber, revision }),
  };
}

/** JSON in ASCII: some queues behind a bus refuse characters outside the Basic Multilingual Plane, escaped ones pass. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
