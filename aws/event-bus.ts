import type { Announcement } from '../core/orders/announcement.ts';
import type { Bus } from '../core/ports/bus.ts';
import type { Log } from '../core/ports/log.ts';
import type { PushNews } from '../core/status/news.ts';
import type { RejectedRequest } from '../core/status/rejected.ts';
import { inChunks } from '../core/units.ts';
import { asciiJson } from './ascii-json.ts';
import type { ServiceRefusal } from './calls/refusal.ts';
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
    readonly output: { readonly Entries?: readonly { readonly EventId?: string; readonly ErrorCode?: string }[] };
  };
}

/** EventBridge as the bus uses it. */
export type EventBridge = AwsService<EventOperations>;

/**
 * The bus on EventBridge. A call that fails ends the announcing: what was accepted before is returned, and the rest stays
 * marked in its rows and is announced again. Why EventBridge did not take something is logged by its error's name; its message may
 * quote the event.
 */
export function eventBridgeBus(open: () => EventBridge, busName: string, log: Pick<Log, 'warn'>): Bus {
  const client = (): EventBridge => logging(open(), log);
  return {
    announce: (announcements) => putAll(client(), announcements, (announcement) => entryOf(announcement, busName)),

    tellIncident: ({ kind, ...detail }) => putOne(client(), entry(busName, kind, detail)),

    tellPushes: (news) => putAll(client(), news, (one) => pushEntryOf(one, busName)),

    tellRejected: (rejected) => putOne(client(), rejectedEntry(rejected, 'StatusPushRejected', busName)),

    tellMovementRejected: (rejected) => putOne(client(), rejectedEntry(rejected, 'StockMovementRejected', busName)),
  };
}

/** Puts entries for all of them, in as few calls as it takes, and returns the ids of those that were accepted. */
async function putAll<T extends { readonly id: string }>(
  client: EventBridge,
  all: readonly T[],
  entryFor: (one: T) => EventEntry,
): Promise<Set<string>> {
  const accepted = new Set<string>();
  for (const chunk of inChunks(all, entriesPerCall)) {
    const results = await resultsOf(client, chunk.map(entryFor));
    if (results === null) break;
    for (const [index, { id }] of chunk.entries()) {
      if (results[index]?.EventId !== undefined) accepted.add(id);
    }
  }
  return accepted;
}

async function putOne(client: EventBridge, only: EventEntry): Promise<boolean> {
  const results = await resultsOf(client, [only]);
  return results?.[0]?.EventId !== undefined;
}

/** The same, which logs every error. */
function logging(client: EventBridge, log: Pick<Log, 'warn'>): EventBridge {
  return {
    async call(operation, input) {
      try {
        const output = await client.call(operation, input);
        const codes = (output.Entries ?? []).flatMap(({ EventId, ErrorCode }) =>
          EventId === undefined ? [ErrorCode ?? 'no reason given'] : [],
        );
        for (const [error, { length }] of Map.groupBy(codes, (code) => code)) {
          log.warn('bus.failed', { error, entries: length });
        }
        return output;
      } catch (error) {
        const { httpStatusCode = null, requestId = null } = (error as Partial<ServiceRefusal>).$metadata ?? {};
        const name = error instanceof Error ? error.name : typeof error;
        log.warn('bus.failed', { error: name, entries: input.Entries.length, status: httpStatusCode, requestId });
        throw error;
      }
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

function entryOf({ kind, id, shop, orderNumber, revision }: Announcement, busName: string): EventEntry {
  return entry(busName, kind, { id, shop, orderNumber, revision });
}

/** Field by field: what else a caller's object may hold goes to nobody. Absent fields are left out of the JSON. */
function pushEntryOf({ kind, id, shop, orderNumber, pushId, pushKind, reason, who }: PushNews, busName: string) {
  return entry(busName, kind, { id, shop, orderNumber, pushId, pushKind, reason, who });
}

function rejectedEntry({ event: { id, source, time }, reasons }: RejectedRequest, kind: string, busName: string) {
  return entry(busName, kind, { id: `rejected#${id}`, event: { id, source, time }, reasons });
}

function entry(busName: string, kind: string, detail: object): EventEntry {
  return { EventBusName: busName, Source: eventSource, DetailType: kind, Detail: asciiJson(detail) };
}
