import { randomUUID } from 'node:crypto';
import { account, region } from '../assembly/resource-types.ts';
import { type Operation, ServiceError } from '../wire/aws-json.ts';
import { busName } from './rules.ts';

/** An event as targets and rules see it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO time without fractions of a second, as EventBridge writes it. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly Resources?: readonly string[];
  /** Seconds since 1970. */
  readonly Time?: number;
}

/** Both from https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const entriesMax = 10;
const requestBytesMax = 256 * 1024;

/**
 * PutEvents: refuses a request as a whole when it is too big or names a bus that is not there, and each bad entry by itself.
 * Put on the bus is what `accept` was called with; delivery comes later and never fails the caller.
 */
export function putEvents(options: {
  readonly buses: readonly string[];
  readonly now: () => number;
  readonly accept: (bus: string, event: BusEvent) => void;
}): Operation {
  return (input) => {
    const entries = (input.Entries ?? []) as Entry[];
    if (entries.length === 0 || entries.length > entriesMax) {
      throw new ServiceError(
        'ValidationException',
        `A request has 1 to ${entriesMax} entries; this has ${entries.length}.`,
      );
    }
    const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (bytes > requestBytesMax) {
      throw new ServiceError(
        'ValidationException',
        `The entries have ${bytes} bytes; together they may have ${requestBytesMax}.`,
      );
    }
    for (const entry of entries) {
      const bus = busName(entry.EventBusName ?? 'default');
      if (bus !== 'default' && !options.buses.includes(bus)) {
        throw new ServiceError(
          'ResourceNotFoundException',
          `The templates have no bus "${bus}": ${options.buses.join(', ')}.`,
        );
      }
    }
    const results = entries.map((entry) => put(entry, options.now(), options.accept));
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  };
}

/** An event as a service puts it on a bus. */
export function eventOf(source: string, detailType: string, detail: unknown, atMs: number): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account,
    time: new Date(atMs).toISOString().replace(/\.\d+/, ''),
    region,
    resources: [],
    detail,
  };
}

function put(entry: Entry, nowMs: number, accept: (bus: string, event: BusEvent) => void): object {
  for (const member of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[member]) {
      const ErrorMessage = `Parameter ${member} is not valid. Reason: ${member} is a required argument.`;
      return { ErrorCode: 'InvalidArgument', ErrorMessage };
    }
  }
  const detail = parseObject(entry.Detail ?? '');
  if (detail === null) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const atMs = entry.Time === undefined ? nowMs : entry.Time * 1000;
  const event = {
    ...eventOf(entry.Source ?? '', entry.DetailType ?? '', detail, atMs),
    resources: entry.Resources ?? [],
  };
  accept(busName(entry.EventBusName ?? 'default'), event);
  return { EventId: event.id };
}

function parseObject(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** As AWS counts: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-calculate-entry-size */
function sizeOf(entry: Entry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), entry.Time === undefined ? 0 : 14);
}
