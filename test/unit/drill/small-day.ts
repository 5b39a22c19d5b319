import {
  type BookEntry,
  type BookParcel,
  countDay,
  type DrillDay,
  type DrillFigures,
  drillFigures,
  type EventEntry,
  type ExchangeEntry,
  type HealthEntry,
  type JournalEntry,
  type MailEntry,
  type PlainObject,
  plainRow,
  type RequestEntry,
  type RowEntry,
  type TableName,
} from '../../../journal/index.ts';

const minute = 60_000;
/** When the small outage begins and ends: an hour, of which the second half is grey. */
export const from = Date.parse('2026-02-02T10:00:00+09:00');
export const to = from + 60 * minute;
export const at = (minutes: number): number => from + minutes * minute;
const end = to + 24 * 60 * minute;

export const rowIn = (table: TableName, row: object): RowEntry => ({
  kind: 'row',
  at: end,
  table,
  row: plainRow(row),
});

/** An order of two pieces at the mall. */
export function book(
  change: {
    readonly shopUrl?: string;
    readonly mall?: 'yahoo' | 'amazon' | 'shopify';
    readonly orderNumber?: string;
    readonly placedAt?: number;
    readonly visibleAt?: number;
    readonly parcels?: readonly BookParcel[];
    readonly units?: number;
    readonly item?: string;
  } = {},
): BookEntry {
  const { placedAt = at(10), units = 2, item, ...more } = change;
  const { visibleAt = placedAt } = change;
  return {
    ...{ kind: 'book', at: end, shopUrl: 'a', orderNumber: 'A-1', orderDatetimeMs: placedAt, orderProgress: 300 },
    lines: [{ itemDetailId: 1, units, deleted: false, ...(item === undefined ? {} : { item }) }],
    visible: visibleAt <= end,
    parcels: [],
    ...more,
    visibleAt,
  };
}

const order = { shop: 'rms#a', orderNumber: 'A-1' } as const;

export const row = (storedAt: number, change: object = {}) =>
  rowIn('Orders', { ...order, kind: 'stored', orderedAt: at(10), storedAt, readAt: storedAt, ...change });

/** What was written down of that order's line, a minute after it was ordered. */
export const claim = (change: object = {}) =>
  rowIn('Stock', {
    ...order,
    lineId: '1',
    quantity: 2,
    merchant: 'two',
    sku: 'CUP',
    orderedAt: at(10),
    trail: [[at(11), 2]],
    ...change,
  });

export const announced = (id: string, revision: number): EventEntry => ({
  kind: 'event',
  at: end,
  source: 'tsunagi',
  detailType: 'OrderImported',
  detail: { ...order, id, revision },
});

export const asked = (more: Partial<RequestEntry> = {}): RequestEntry => ({
  ...{ kind: 'request', ...order, push: 'ship-1', at: at(10), change: 'ship' },
  ...more,
});

export function push(
  change: {
    readonly id?: string;
    readonly orderNumber?: string;
    readonly parcels?: readonly object[];
    readonly requestedAt?: number;
    readonly heldAt?: number;
    readonly state?: 'confirmed' | 'failed' | 'withdrawn' | 'pushing';
    readonly endedAt?: number;
  } = {},
): RowEntry {
  const { parcels = [], heldAt, state = 'confirmed', endedAt = at(11), ...more } = change;
  return rowIn('Pushes', {
    ...{ ...order, id: 'ship-1', requestedAt: at(10), ...more },
    content: { kind: 'ship', parcels },
    state: { kind: state, ...(state === 'pushing' ? {} : { at: endedAt }) },
    trail: heldAt === undefined ? [] : [{ at: heldAt, what: 'held' }],
  });
}

export const parcel = (more: Partial<BookParcel> = {}): BookParcel => ({
  basketId: '1',
  carrier: '1001',
  trackingNumber: '123456789012',
  shippedOn: '2026-02-02',
  ...more,
});

const paths = {
  import: '/es/2.0/order/searchOrder/',
  status: '/es/2.0/order/confirmOrder/',
  stock: '/es/2.0/inventories/bulk-get/',
} as const;

export function call(
  minutes: number,
  change: { readonly caller?: 'worker' | 'probe' | 'person'; readonly capability?: keyof typeof paths } = {},
): ExchangeEntry {
  const { caller = 'worker', capability = 'import' } = change;
  const request = { method: 'POST', path: paths[capability], headers: {}, body: '' };
  const [startedAt, outcome] = [at(minutes), { ending: 'hang' }] as const;
  return { kind: 'exchange', at: startedAt, startedAt, shopUrl: 'a', caller, request, outcome };
}

export function health(
  minutes: number,
  kind: 'suspect' | 'down' | 'trickle' | 'healthy',
  capability: 'import' | 'stock' = 'import',
  silentRounds = 0,
): HealthEntry {
  const since = at(0);
  const states = {
    suspect: { kind, since, badRounds: 1 },
    down: { kind, since, detectedAt: since },
    trickle: {
      kind,
      since,
      detectedAt: since,
      answeredAt: since,
      step: 0,
      stepSince: since,
      silentRounds,
      goodRounds: 0,
    },
    healthy: { kind },
  };
  return { kind: 'health', at: at(minutes), mall: 'rms', capability, state: states[kind] };
}

export const mail = (minutes: number, to: string, subject = 'お知らせ'): MailEntry => ({
  kind: 'mail',
  at: at(minutes),
  to: [to],
  subject,
  text: '',
});

export const settings = {
  incident: 'small',
  design: 'tsunagi',
  from,
  to,
  greyFrom: at(30),
  out: ['import'],
  planned: [] as string[],
  faults: [{ kind: 'refuse', from, until: at(30) }] as PlainObject[],
  keyless: [] as PlainObject[],
};

/** A day of two shops of two merchants, of which one imports and one only has stock, and what happened on it. */
export function smallDay(entries: readonly JournalEntry[] = [], change: Partial<typeof settings> = {}): DrillDay {
  const counted = countDay();
  const day = plainRow({ ...settings, ...change });
  counted.take({ kind: 'run', at: from, of: 'drill', mall: 'simulated', seed: 1, settings: day });
  for (const entry of entries) counted.take(entry);
  for (const [code, id, feature] of [
    ['a', 'one', 'import'],
    ['b', 'two', 'stock'],
  ] as const) {
    const contacts = [`${id}@example.jp`];
    counted.take(rowIn('Control', { scope: 'merchants', entry: id, features: [feature], contacts }));
    counted.take(rowIn('Shops', { shop: `rms#${code}`, merchant: id, importFrom: at(-600) }));
  }
  counted.take({ kind: 'run-end', at: end });
  return counted.day;
}

export function figuresOf(entries: readonly JournalEntry[], change: Partial<typeof settings> = {}): DrillFigures {
  return drillFigures(smallDay(entries, change)).figures;
}
