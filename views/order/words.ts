import { type Sentence, type Words, wholeSecond } from '../../core/kernel/index.ts';
import { type MallName, mallOf, type OrderRow, type StoredOrder } from '../../core/model/index.ts';
import { t, translated } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { parcelsOf, pushKindText, pushStepText, shownParcelText } from '../change/index.ts';
import { agoSaid, type Column, type Field, label, type Said, timeText } from '../words.ts';
import type { EventFacts, OrderFacts, RevisionFacts } from './facts.ts';
import type { ContentFacts, DestinationFacts, ItemFacts } from './facts-content.ts';

/** Sentences of a mall that a person should read before an order is shipped; null where it has none. */
export interface ShipNotes {
  /** Its cancel is requested. */
  readonly cancelRequest: Sentence | null;
  /** Its progress speaks against it. */
  readonly progress: Sentence | null;
}

type NotedRow =
  | Pick<StoredOrder, 'kind' | 'shop' | 'progress' | 'cancelRequested'>
  | { readonly kind: Exclude<OrderRow['kind'], 'stored'> };

/** Reads them from the row of an order; one that is not stored has none. */
export function shipNotesOf(row: NotedRow | null | undefined): ShipNotes {
  if (row?.kind !== 'stored') return { cancelRequest: null, progress: null };
  const { cancelRequest, shipNotes } = mallDesks.of(mallOf(row.shop));
  return {
    cancelRequest: row.cancelRequested === true ? (cancelRequest ?? null) : null,
    progress: shipNotes?.[row.progress] ?? null,
  };
}

/** A progress value with the name that people at its mall have for it, `300 発送待ち`; alone where the mall has added it since. */
export function progressText(mall: MallName, progress: string): string {
  return `${progress} ${mallDesks.of(mall).progressNames[progress] ?? ''}`.trimEnd();
}

export function problemWord(kind: 'missing' | 'quarantined'): string {
  switch (kind) {
    case 'missing':
      return t`missing`;
    case 'quarantined':
      return t`quarantined`;
  }
}

/** How an order stands, from when it must leave to when its data were removed. `now`: what is over then is overdue. */
export function orderFields(facts: OrderFacts, now: number): Field[] {
  const { shop, shopName, kind, problem } = facts;
  const shown = { text: `${shopName} (${shop})`, to: ['shops', shop] };
  switch (kind) {
    case 'stored':
      return [[label.shop(), shown], ...storedFields(facts, now)];
    case 'missing':
      return [
        [label.shop(), shown],
        [label.state(), t`missing since ${timeText(problem?.since)}: nothing is stored of it yet`],
      ];
    case 'quarantined':
      return [
        [label.shop(), shown],
        [label.state(), t`quarantined since ${timeText(problem?.since)}: it cannot be read or stored`],
      ];
    case 'not-stored':
      return [
        [label.shop(), shown],
        [label.state(), t`nothing is stored of it`],
      ];
  }
}

function storedFields(facts: OrderFacts, now: number): Field[] {
  const { progress = '', orderedAt, storedAt, readAt, revision = 1, final, shipBy, shownDate, erasedAt } = facts;
  const mall = mallOf(facts.shop);
  const { progress: note, cancelRequest } = notesOf(facts);
  const status = progressText(mall, progress);
  const isLate = shipBy != null && Date.parse(shipBy) < now;
  const warning = (words: Words): Said => ({ text: translated(words), look: 'warn' });
  const field = (label: string, value: Said | null): Field[] => (value === null ? [] : [[label, value]]);
  return [
    [label.status(), final ? t`${status}, final` : status],
    ...field(t`look`, note && warning(note)),
    ...field(t`cancel request`, cancelRequest && warning(cancelRequest)),
    ...field(label.shipBy(), shipBy ? { text: timeText(shipBy), look: isLate ? 'bad' : undefined } : null),
    [label.placed(), timeText(orderedAt)],
    ...field(t`placed, says the mall`, shownDate ? wrongDateText(facts) : null),
    [t`stored`, agoSaid(storedAt)],
    [t`last read`, t`${timeText(readAt)}, revision ${revision}`],
    ...field(t`personal data removed`, erasedAt ? timeText(erasedAt) : null),
    ...field(t`buyer removed, because they asked`, facts.buyerRemovedAt ? timeText(facts.buyerRemovedAt) : null),
  ];
}

export const notesOf = ({ kind, shop, progress = '', cancelRequested = false }: OrderFacts) =>
  shipNotesOf(kind === 'stored' ? { kind, shop, progress, cancelRequested } : null);

/** 注文日時 as the mall shows it, and which one the row has in its place. */
function wrongDateText({ orderedAt = '', storedAt = '', shownDate }: OrderFacts): string {
  return Date.parse(orderedAt) === wholeSecond(Date.parse(storedAt))
    ? t`${timeText(shownDate)}, which cannot be right: the moment of its first reading counts`
    : t`${timeText(shownDate)}, which cannot be right: the date that it showed before counts`;
}

export function problemTexts({ problem, dueAt }: OrderFacts): string[] {
  if (problem === null) return [];
  const times = problem.tries === 1 ? t`once` : t`${problem.tries} times`;
  const next = dueAt === null ? t`none: it was given up` : timeText(dueAt);
  return [
    t`${problemWord(problem.kind)} since ${timeText(problem.since)}, tried ${times}, next try ${next}`,
    translated(problem.reason),
  ];
}

type Named = Readonly<Record<string, string | number | null | undefined>>;

/** Those of some fields that an order has, each with its label; what is hidden says so. */
function fieldsIn(values: Named, labels: Readonly<Record<string, string>>): Field[] {
  return Object.entries(labels).flatMap(([name, label]): Field[] => {
    const value = values[name];
    return value === undefined ? [] : [[label, value ?? hidden()]];
  });
}

const hidden = (): string => t`(hidden)`;

export const contentFields = (content: ContentFacts): Field[] =>
  fieldsIn(content as unknown as Named, {
    payment: t`payment`,
    shipping: t`way of shipping`,
    wishedDay: t`wished day`,
    wishedTime: t`wished time`,
    deliverBy: t`deliver by`,
    pickUp: t`collected at`,
    remarks: t`remarks of the buyer`,
    memo: t`memo of the shop`,
  });

export function personFields(person: ContentFacts['buyer'] | DestinationFacts): Field[] {
  const values = person as unknown as Named;
  const both = (first: string, second: string, prefix: string): string | null | undefined => {
    const parts = [values[first], values[second]].filter((part) => part !== undefined);
    if (parts.length === 0 || parts.includes(null)) return parts.length === 0 ? undefined : null;
    return [values[first] === undefined ? '' : `${prefix}${values[first]}`, values[second] ?? ''].join(' ').trim();
  };
  const named: Named = { ...values, name: both('name', 'kana', ''), address: both('zip', 'address', '〒') };
  return fieldsIn(named, {
    name: t`full name`,
    company: t`company`,
    address: t`address`,
    phone: t`telephone`,
    mail: t`mail address`,
    gift: t`noshi のし`,
  });
}

export function amountFields({ amounts }: ContentFacts): Field[] {
  // Who used no coupon need not read so.
  const told = Object.entries(amounts as Named).filter(([name, value]) => value !== 0 || /^(?:total|due)$/.test(name));
  return fieldsIn(Object.fromEntries(told.map(([name, value]) => [name, yenText(value)])), {
    goods: t`goods`,
    postage: t`postage`,
    codFee: t`fee for cash on delivery`,
    payFee: t`fee for the payment`,
    discount: t`discount`,
    coupon: t`coupons used`,
    points: t`points used`,
    total: t`total`,
    due: t`amount charged`,
  });
}

/** A sum of an order; text where the mall has no number, or it is hidden. */
export const yenText = (value: string | number | null | undefined): string =>
  typeof value === 'number' ? t`${value.toLocaleString('en-US')} yen` : (value ?? hidden());

export function itemColumns({ claims }: Pick<OrderFacts, 'claims'>): Column<ItemFacts>[] {
  const skuOf = ({ lineId, sku }: ItemFacts): Said => {
    const claim = claims?.find((one) => one.lineId === String(lineId));
    return claim ? { text: claim.sku, to: ['stock', claim.merchant, claim.sku] } : (sku ?? '');
  };
  return [
    { title: label.item(), long: true, of: itemTexts },
    { title: 'SKU', of: skuOf },
    { title: t`unit price`, right: true, of: ({ unitPrice }) => (unitPrice === undefined ? '' : yenText(unitPrice)) },
    { title: label.pieces(), right: true, of: ({ quantity }) => quantity ?? '' },
    { title: label.amount(), right: true, of: sumOf },
  ];
}

function itemTexts({ name, number, option, giftMessage, deleted }: ItemFacts): Said {
  const more = [number, option, giftMessage].flatMap((one) =>
    one === undefined ? [] : [one === null ? hidden() : String(one)],
  );
  return [
    ...(deleted === 1 ? [{ text: t`removed from the order`, look: 'warn' as const }] : []),
    ...[name === undefined ? t`(no name)` : String(name ?? hidden()), ...more],
  ];
}

const sumOf = ({ unitPrice, quantity }: ItemFacts): string =>
  typeof unitPrice === 'number' && typeof quantity === 'number' ? yenText(unitPrice * quantity) : '';

export const parcelTexts = ({ shop, parcels }: OrderFacts): string[] =>
  parcels.map((parcel) => {
    return translated(shownParcelText({ mall: mallOf(shop) }, parcel));
  });

export const claimColumns = (): Column<NonNullable<OrderFacts['claims']>[number]>[] => [
  { title: t`order line`, of: ({ lineId }) => lineId },
  { title: label.merchant(), of: ({ merchant }) => merchant },
  { title: 'SKU', of: ({ merchant, sku }) => ({ text: sku, to: ['stock', merchant, sku] }) },
  { title: label.pieces(), right: true, of: ({ quantity }) => quantity },
  { title: t`as of`, of: ({ readAt }) => timeText(readAt) },
];

export const noClaimsText = ({ claims }: Pick<OrderFacts, 'claims'>): string =>
  claims === null ? t`not known: the lines were removed with the personal data` : label.none();

export function revisionTexts({ revision, changes, comparedWith, afterLoss }: RevisionFacts): string[] {
  if (revision === 1) return [t`first reading`];
  if (afterLoss && comparedWith === null) {
    return [t`first reading since rows were lost; the numbers before it are not used again`];
  }
  if (changes === null) return [t`(what changed is no longer kept)`];
  const texts = changes.length === 0 ? [t`no difference`] : changes.map(differenceText);
  return afterLoss
    ? [t`first reading since rows were lost, compared with revision ${comparedWith ?? 0}:`, ...texts]
    : texts;
}

/** `PackageModelList[0].ItemModelList[1].units: 1 → 2`. Numbers of places count from 0, as in the original. */
function differenceText({ path, before, after, hidden: isHidden }: NonNullable<RevisionFacts['changes']>[number]) {
  const valueText = (value: unknown): string => (value === undefined ? t`(absent)` : JSON.stringify(value));
  return isHidden ? t`${path} changed; the values are hidden` : `${path}: ${valueText(before)} → ${valueText(after)}`;
}

function announcementText({ announcement: { state } }: RevisionFacts, { dueAt }: OrderFacts): string {
  const again = dueAt === null ? t`the next sweep` : timeText(dueAt);
  return state === 'accepted' ? t`accepted` : t`pending, again from ${again}`;
}

export function announcedText(revision: RevisionFacts, facts: OrderFacts): string {
  const { kind, state } = revision.announcement;
  return state === 'accepted' ? t`announced: ${kind ?? '?'}` : `${announcementText(revision, facts)}: ${kind ?? '?'}`;
}

export const announcementColumns = (facts: OrderFacts): Column<RevisionFacts>[] => [
  { title: t`revision`, right: true, of: ({ revision }) => revision },
  { title: label.kind(), of: ({ announcement: { kind } }) => kind ?? '?' },
  { title: t`bus`, of: (revision) => announcementText(revision, facts) },
  { title: label.id(), of: ({ announcement: { id } }) => id },
];

export const aboutText = ({ about }: EventFacts): string => (about === 'order' ? label.order() : pushKindText(about));

export function eventText(event: EventFacts, facts: OrderFacts): string {
  switch (event.what) {
    case 'placed':
      return t`placed at the mall`;
    case 'read':
      return t`read: revision ${event.revision ?? 1}, ${progressText(mallOf(facts.shop), event.progress ?? '')}`;
    case 'stored':
      return t`stored for the first time`;
    case 'read-again':
      return t`read again: no change`;
    case 'missing':
    case 'quarantined':
      return t`${problemWord(event.what)}: it cannot be read or stored`;
    case 'erased':
      return t`personal data removed`;
    case 'buyer-removed':
      return t`buyer removed, because they asked`;
    default: {
      const step = pushStepText(event as Parameters<typeof pushStepText>[0]);
      const change = event.what === 'requested' ? facts.pushes.find(({ push }) => push === event.push) : undefined;
      const parcels = change === undefined ? [] : parcelsOf(change, { asRequested: true });
      return parcels.length === 0 ? step : `${step}: ${parcels.join(t`; `)}`;
    }
  }
}

export const eventColumns = (facts: OrderFacts): Column<EventFacts>[] => [
  { title: label.when(), of: ({ at }) => timeText(at) },
  { title: label.about(), of: aboutText },
  { title: label.what(), long: true, of: (event) => eventText(event, facts) },
  { title: label.by(), of: ({ by }) => by ?? '' },
  { title: t`request`, below: 'narrow', of: ({ requestId }) => requestId ?? '' },
];
