import type {
  AskedFact,
  BookFact,
  CallFact,
  DayFacts,
  HealthFact,
  ParcelFact,
  PushFact,
} from '../../../proving/drill/facts.ts';

const minute = 60_000;
/** When the small outage begins and ends: an hour, of which the second half is grey. */
export const from = Date.parse('2026-02-02T10:00:00+09:00');
export const to = from + 60 * minute;
export const at = (minutes: number): number => from + minutes * minute;

export function book(change: Partial<BookFact> = {}): BookFact {
  const placedAt = change.placedAt ?? at(10);
  return {
    shop: 'rms#a',
    orderNumber: 'A-1',
    placedAt,
    visibleAt: placedAt,
    units: new Map([['1', 2]]),
    parcels: [],
    ...change,
  };
}

export const row = (storedAt: number, change: object = {}) => ({
  shop: 'rms#a',
  orderNumber: 'A-1',
  storedAt,
  ...change,
});
export const claim = (change: object = {}) => ({
  shop: 'rms#a',
  orderNumber: 'A-1',
  lineId: '1',
  quantity: 2,
  ...change,
});

const change = { shop: 'rms#a', orderNumber: 'A-1', push: 'ship-1' } as const;

export const asked = (more: Partial<AskedFact> = {}): AskedFact => ({ ...change, at: at(10), change: 'ship', ...more });

export const push = (more: Partial<PushFact> = {}): PushFact => ({
  ...change,
  parcels: [],
  requestedAt: at(10),
  heldAt: null,
  state: 'confirmed',
  endedAt: at(11),
  ...more,
});

export const parcel = (more: Partial<ParcelFact> = {}): ParcelFact => ({
  basketId: '1',
  carrier: '1001',
  trackingNumber: '123456789012',
  shippedOn: '2026-02-02',
  ...more,
});

export const call = (minutes: number, change: Partial<CallFact> = {}): CallFact => ({
  startedAt: at(minutes),
  caller: 'worker',
  capability: 'import',
  ...change,
});

export function health(
  minutes: number,
  kind: 'suspect' | 'down' | 'trickle' | 'healthy',
  capability: 'import' | 'stock' = 'import',
): HealthFact {
  const since = at(0);
  const states = {
    suspect: { kind: 'suspect', since, badRounds: 1 },
    down: { kind: 'down', since, detectedAt: since },
    trickle: {
      kind: 'trickle',
      since,
      detectedAt: since,
      answeredAt: since,
      step: 0,
      stepSince: since,
      silentRounds: 0,
      goodRounds: 0,
    },
    healthy: { kind: 'healthy' },
  } as const;
  return { at: at(minutes), health: { capability, state: states[kind] } };
}

/** A day of two shops of two merchants, of which one imports and one only has stock; nothing happened. */
export function smallDay(change: Partial<DayFacts> = {}): DayFacts {
  return {
    script: {
      id: 'small',
      title: 'An hour',
      from,
      to,
      greyFrom: at(30),
      out: ['import'],
      faults: [{ kind: 'refuse', from, until: at(30) }],
    },
    seed: 1,
    endedAt: to + 24 * 60 * minute,
    shops: [
      { key: 'rms#a', merchant: 'one', importFrom: at(-600) },
      { key: 'rms#b', merchant: 'two', importFrom: at(-600) },
    ],
    keyless: [],
    merchants: [
      { id: 'one', features: ['import'], contacts: ['one@example.jp'] },
      { id: 'two', features: ['stock'], contacts: ['two@example.jp'] },
    ],
    books: [],
    rows: [],
    claims: [],
    announced: [],
    incidents: 0,
    calls: [],
    asked: [],
    pushes: [],
    failedMessages: 0,
    mails: [],
    healths: [],
    stock: { listings: [], goods: [], movements: [], lines: [], claims: [], levels: [], sets: [], oversold: [] },
    ...change,
  };
}
