import { type JournalEntry, tableNames } from '../entry.ts';
import { journalMallNames } from '../malls/index.ts';
import { refuseSecrets } from '../secrets.ts';
import {
  anything,
  count,
  type Fields,
  flag,
  listOf,
  misfits,
  moment,
  momentOrNull,
  number,
  numberOrNull,
  numberOrText,
  object,
  objectOf,
  oneOf,
  optional,
  text,
  textOrNull,
} from './shape.ts';

/** A line as an entry, or everything that is wrong with it. */
export type Parsed =
  | { readonly kind: 'entry'; readonly entry: JournalEntry }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

const base: Fields = { at: moment, world: optional(count) };

const fieldsByKind: Readonly<Record<JournalEntry['kind'], Fields>> = {
  run: {
    of: oneOf('start', 'simulate', 'drill'),
    mall: oneOf('simulated', 'real'),
    seed: optional(count),
    settings: object,
  },
  'run-end': {},
  exchange: {
    mall: optional(oneOf(...journalMallNames)),
    shopUrl: textOrNull,
    request: objectOf({ method: text, path: text, headers: object, body: text }),
    outcome: objectOf({ ending: oneOf('answer', 'reset', 'hang', 'refuse') }),
    caller: optional(oneOf('worker', 'pusher', 'probe', 'person')),
    startedAt: optional(moment),
  },
  event: { source: text, detailType: text, detail: anything },
  mail: { to: listOf(text), subject: text, text },
  health: { mall: text, capability: text, state: objectOf({ kind: text }) },
  fault: { fault: text, times: optional(count) },
  row: { table: oneOf(...tableNames), row: object },
  'held-span': { shop: text, from: moment, until: moment },
  'warm-span': { shop: text, from: moment, until: moment },
  book: {
    mall: optional(oneOf(...journalMallNames)),
    shopUrl: text,
    orderNumber: text,
    orderDatetimeMs: moment,
    orderProgress: number,
    lines: listOf(objectOf({ itemDetailId: numberOrText, units: count, deleted: flag, item: optional(text) })),
    visible: flag,
    visibleAt: optional(moment),
    parcels: optional(
      listOf(objectOf({ basketId: text, carrier: textOrNull, trackingNumber: textOrNull, shippedOn: textOrNull })),
    ),
  },
  level: {
    shop: text,
    item: text,
    level: numberOrNull,
    by: oneOf('order', 'call', 'person'),
    askedAt: momentOrNull,
  },
  shown: { shop: text, item: text, level: numberOrNull },
  request: { shop: text, orderNumber: text, push: text, change: text },
  'failed-message': { queue: text, shop: text },
};

/** Reads one line of a journal. */
export function parseEntry(line: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return wrong(`got ${line.length} characters that are no JSON, expected an entry`);
  }
  if (!object.fits(value)) return wrong('got JSON that is no object, expected an entry');
  const { kind } = value as { readonly kind?: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(fieldsByKind, kind)) {
    return wrong(`kind: expected one of ${Object.keys(fieldsByKind).join(', ')}, got ${JSON.stringify(kind)}`);
  }
  const problems = misfits(value as object, { ...base, ...fieldsByKind[kind as JournalEntry['kind']] });
  if (problems.length > 0) return wrong(...problems);
  const entry = value as JournalEntry;
  try {
    refuseSecrets(entry);
  } catch {
    return wrong(`the ${kind} has a key in it, which no journal may have`);
  }
  return { kind: 'entry', entry };
}

function wrong(...problems: readonly string[]): Parsed {
  return { kind: 'wrong', problems };
}
