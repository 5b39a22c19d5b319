import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { inChunks } from '../core/kernel/index.ts';
import { type NewsKind, newsSource } from '../core/model/index.ts';
import type { Bus, Log } from '../core/ports/index.ts';
import { exceptionOf } from './failures.ts';
import { asciiJson } from './queues.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const entriesPerCall = 10;

/**
 * The bus on EventBridge. A call that fails ends the announcing: what was accepted before is returned, and the rest stays
 * marked in its rows and is announced again. Why EventBridge did not take something is logged by its error's name; its message may
 * quote the event.
 */
export function eventBridgeBus(client: EventBridgeClient, busName: string, log: Pick<Log, 'warn'>): Bus {
  /** One result for each entry, in their order; null when the call failed as a whole. */
  const put = async (Entries: PutEventsRequestEntry[]): Promise<readonly PutEventsResultEntry[] | null> => {
    try {
      const results = (await client.send(new PutEventsCommand({ Entries }))).Entries ?? [];
      const codes = results.flatMap(({ EventId, ErrorCode }) =>
        EventId === undefined ? [ErrorCode ?? 'no reason given'] : [],
      );
      for (const [error, { length }] of Map.groupBy(codes, (code) => code))
        log.warn('bus.failed', { error, entries: length });
      return results;
    } catch (error) {
      const { name, $metadata: { httpStatusCode = null, requestId = null } = {} } = exceptionOf(error);
      log.warn('bus.failed', { error: name, entries: Entries.length, status: httpStatusCode, requestId });
      return null;
    }
  };

  const putOne = async (only: PutEventsRequestEntry): Promise<boolean> =>
    (await put([only]))?.[0]?.EventId !== undefined;

  /** Puts entries for all of them, in as few calls as it takes, and returns the ids of those that were accepted. */
  const putAll = async <T extends { readonly id: string }>(
    all: readonly T[],
    entryFor: (one: T) => PutEventsRequestEntry,
  ): Promise<Set<string>> => {
    const accepted = new Set<string>();
    for (const chunk of inChunks(all, entriesPerCall)) {
      const results = await put(chunk.map(entryFor));
      if (results === null) break;
      for (const [index, { id }] of chunk.entries()) {
        if (results[index]?.EventId !== undefined) accepted.add(id);
      }
    }
    return accepted;
  };

  return {
    announce: (announcements) =>
      putAll(announcements, ({ kind, id, shop, merchant, orderNumber, revision }) =>
        entry(busName, kind, { id, shop, merchant, orderNumber, revision }),
      ),

    tellIncident: ({ kind, ...detail }) => putOne(entry(busName, kind, detail)),

    // Field by field, so that additional fields of a caller's object are never published. Absent fields are left out of the JSON.
    tellPushes: (news) =>
      putAll(news, ({ kind, id, shop, merchant, orderNumber, pushId, pushKind, reason, who, at }) =>
        entry(busName, kind, { id, shop, merchant, orderNumber, pushId, pushKind, reason, who, at }),
      ),

    tellRejected: (kind, { event: { id, source, time }, reasons }) =>
      putOne(entry(busName, kind, { id: `rejected#${id}`, event: { id, source, time }, reasons })),
  };
}

function entry(busName: string, kind: NewsKind, detail: object): PutEventsRequestEntry {
  return { EventBusName: busName, Source: newsSource, DetailType: kind, Detail: asciiJson(detail) };
}
