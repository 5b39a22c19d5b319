import { type EpochMs, eachLimited, inChunks, Sentence, sentence } from '../../../core/kernel/index.ts';
import { isShipping, type OrderRow, type Shop, type ShopKey, unpack } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import type { Destination, LabelFacts, MallLabels } from '../../../malls/labels.ts';
import { shipNotesOf } from '../../../views/order/index.ts';
import { openCsvWriter } from '../../files/csv.ts';
import { characterText } from '../../files/encoding.ts';
import { toShiftJis } from '../../files/shift-jis.ts';
import { labelCells } from './cells.ts';
import { dayIn, type Label, type LabelFormat } from './formats.ts';
import { labelNumber } from './number.ts';
import type { LabelSettings } from './settings.ts';

export interface LabelShop {
  readonly shop: Shop;
  readonly mall: MallLabels;
  /** Null where its merchant has none: its orders are counted. */
  readonly settings: LabelSettings | null;
}

export interface LabelWork {
  readonly ports: Pick<Ports, 'orders' | 'changes'>;
  readonly shops: readonly LabelShop[];
  /** 注文日時 lies in [from, to). */
  readonly span: { readonly from: EpochMs; readonly to: EpochMs };
  readonly format: LabelFormat;
  /** `2026-11-24` */
  readonly shipsOn: string;
  readonly ofCancelRequested: boolean;
}

/** What is said of an order; it repeats nothing of its buyer. */
export interface LabelNote {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly texts: readonly Sentence[];
}

export interface WrittenLabels {
  readonly bytes: Uint8Array;
  readonly labels: number;
  readonly orders: number;
  readonly left: readonly LabelNote[];
  /** Orders that were left out because their cancel is requested. */
  readonly skipped: readonly LabelNote[];
  /** What to look at on labels that are there. */
  readonly notes: readonly LabelNote[];
  /** Orders that are ready, by merchants without settings. */
  readonly without: ReadonlyMap<string, number>;
  /** Orders whose shipment was requested already. */
  readonly onTheirWay: number;
  /** Orders of the span that are not shipped, and not ready for it. */
  readonly notReady: number;
}

type OfOrder = Pick<LabelNote, 'shop' | 'orderNumber'>;

interface Line extends OfOrder {
  readonly number: string;
  readonly cells: ReadonlyMap<string, string>;
}

const rowsAtOnce = 100;
const shopsAtOnce = 8;

interface Found {
  readonly lines: Line[];
  readonly left: LabelNote[];
  readonly skipped: LabelNote[];
  readonly notes: LabelNote[];
  readonly without: Map<string, number>;
  onTheirWay: number;
  notReady: number;
}

export async function writeLabels(work: LabelWork): Promise<WrittenLabels> {
  const { shops, format } = work;
  const found: Found = { lines: [], left: [], skipped: [], notes: [], without: new Map(), onTheirWay: 0, notReady: 0 };
  await eachLimited(shops, shopsAtOnce, (shop) => findLabels(work, shop, found));
  const { lines, left, notes, ...others } = found;
  const inOrder = lines.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  const unique = withoutTwins(inOrder, left);
  const csv = await openCsvWriter({ guarded: false });
  const rows = unique.map(({ cells }) => format.columns.map((column) => cells.get(column) ?? ''));
  const hasHeadings = shops.some(({ settings }) => settings?.hasHeadings === true);
  const { bytes } = toShiftJis(csv(hasHeadings ? [[...format.columns], ...rows] : rows));
  const labelled = new Set(unique.map(keyOf));
  return {
    ...{ bytes, ...others },
    labels: unique.length,
    orders: labelled.size,
    left: left.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    notes: notes.filter((note) => labelled.has(keyOf(note))),
  };
}

const keyOf = ({ shop, orderNumber }: OfOrder): string => `${shop} ${orderNumber}`;

async function findLabels(work: LabelWork, of: LabelShop, found: Found): Promise<void> {
  const { ports, span } = work;
  const { mall, shop, settings } = of;
  const open = (await ports.orders.openOrders(shop.key)).filter(
    ({ orderedAt }) => orderedAt >= span.from && orderedAt < span.to,
  );
  const ready = open.filter(({ progress }) => mall.ready.includes(progress)).map(({ orderNumber }) => orderNumber);
  found.notReady += open.length - ready.length;
  for (const orderNumbers of inChunks(ready.sort(), rowsAtOnce)) {
    const rows = await ports.orders.rows(shop.key, orderNumbers);
    const changes = await ports.changes.ofOrders(shop.key, orderNumbers);
    const onTheirWay = new Set(changes.filter(isShipping).map(({ orderNumber }) => orderNumber));
    found.onTheirWay += onTheirWay.size;
    const toSend = orderNumbers.filter((number) => !onTheirWay.has(number));
    if (settings === null) {
      if (toSend.length > 0) found.without.set(shop.merchant, (found.without.get(shop.merchant) ?? 0) + toSend.length);
      continue;
    }
    for (const orderNumber of toSend) {
      const order = { shop: shop.key, orderNumber };
      const row = rows.get(orderNumber);
      const { cancelRequest } = shipNotesOf(row);
      if (cancelRequest !== null && !work.ofCancelRequested) {
        found.skipped.push({ ...order, texts: [cancelRequest] });
        continue;
      }
      const facts = factsOf(row, mall);
      const made =
        facts instanceof Sentence
          ? { lines: [], reasons: [facts], notes: [] }
          : linesOf(order, facts, { ...work, settings });
      if (made.reasons.length > 0) found.left.push({ ...order, texts: made.reasons });
      else found.lines.push(...made.lines);
      const looks = cancelRequest === null ? made.notes : [cancelRequest, ...made.notes];
      if (looks.length > 0) found.notes.push({ ...order, texts: looks });
    }
  }
}

/** What a label needs of a row, or why there is none. */
function factsOf(row: OrderRow | undefined, mall: MallLabels): LabelFacts | Sentence {
  if (row?.kind !== 'stored') return sentence`It cannot be read (ops orders problems).`;
  if (row.original.length === 0) return sentence`Its personal data were removed.`;
  return mall.of(JSON.parse(unpack(row.original)));
}

interface Made {
  readonly lines: readonly Line[];
  readonly reasons: readonly Sentence[];
  readonly notes: readonly Sentence[];
}

type OfShop = Pick<LabelWork, 'format' | 'shipsOn'> & { readonly settings: LabelSettings };

/** The lines of one order. It has all its labels or none: with half of them it would look shipped. */
function linesOf(order: OfOrder, facts: LabelFacts, work: OfShop): Made {
  const { orderNumber } = order;
  const { destinations } = facts;
  const reasons: Sentence[] = facts.obstacle === null ? [] : [facts.obstacle];
  const notes: Sentence[] = [];
  if (destinations.length === 0) reasons.push(sentence`It has no destination.`);
  const collected = collectedOf(facts, work, reasons);
  const time = work.format.timeCode(facts.deliveryTime);
  if (time === null)
    notes.push(
      sentence`The hours that the buyer wishes (${wordsOf(facts)}) are none of ${work.format.program}: left empty.`,
    );
  const most = work.format.numberMax;
  const isOne = destinations.length === 1;
  const numbers = destinations.map(({ id }) =>
    id === null && !isOne ? null : labelNumber(orderNumber, isOne ? null : id, most),
  );
  if (numbers.includes(null) || new Set(numbers).size < numbers.length)
    reasons.push(
      sentence`It has ${destinations.length} destinations, and which one a label is for does not fit into the ${most} characters that come back: write its labels by hand.`,
    );
  const lines = destinations.map((to, index): Line => {
    const number = numbers[index] ?? orderNumber.slice(-most);
    const { cells, problems } = cellsOf(orderNumber, { number, to, collected, facts }, time ?? '', work);
    reasons.push(...problems);
    return { ...order, number, cells };
  });
  return { lines, reasons: distinct(reasons), notes };
}

function distinct(texts: readonly Sentence[]): readonly Sentence[] {
  return [...new Map(texts.map((text) => [String(text), text])).values()];
}

const wordsOf = ({ deliveryTime: time }: LabelFacts): string =>
  time.kind === 'hours' ? `${time.from}–${time.to}時` : time.kind === 'other' ? time.words : '午前';

function collectedOf(
  { collected, destinations }: LabelFacts,
  { format, settings }: OfShop,
  reasons: Sentence[],
): Label['collected'] {
  switch (collected.kind) {
    case 'nothing':
      return null;
    case 'unknown':
      reasons.push(sentence`It is paid on delivery, and its amount is not fixed yet.`);
      return null;
    case 'amount': {
      if (destinations.length > 1)
        reasons.push(
          sentence`It is paid on delivery and has several destinations: say by hand where what is collected.`,
        );
      if (collected.tax === null && format.needsTax)
        reasons.push(
          sentence`It is paid on delivery, and ${format.program} wants the tax in the amount, which the mall does not tell.`,
        );
      if (format.collectsBySettings && settings.collecting === null)
        reasons.push(
          sentence`It is paid on delivery: write into the settings (cashOnDelivery) what your contract wants for that.`,
        );
      return collected;
    }
  }
}

function cellsOf(
  orderNumber: string,
  label: {
    readonly number: string;
    readonly to: Destination;
    readonly collected: Label['collected'];
    readonly facts: LabelFacts;
  },
  time: string,
  { format, settings, shipsOn }: OfShop,
): { readonly cells: ReadonlyMap<string, string>; readonly problems: readonly Sentence[] } {
  const { number, to, collected, facts } = label;
  const { deliveryDay, deliveryTime } = facts;
  const filled = labelCells(format.measure);
  format.fill(
    filled,
    { number, to, from: settings.sender, contents: settings.contents, shipsOn, deliveryDay, deliveryTime, collected },
    { time, day: (day) => dayIn(settings.days, day) },
  );
  const own = collected === null ? [] : [...(settings.collecting ?? [])];
  const cells = new Map([...filled.cells, ...settings.columns, ...own]);
  if (settings.orderNumberIn !== null) cells.set(settings.orderNumberIn, orderNumber);
  const strange = [...cells].flatMap(([column, text]) => {
    const { lost } = toShiftJis(text);
    return lost.length === 0
      ? []
      : [sentence`${column}: Shift_JIS does not have ${[...new Set(lost)].map(characterText).join(', ')}.`];
  });
  const broken = [...cells].flatMap(([column, text]) =>
    /[\r\n\t]/.test(text) ? [sentence`${column} has a line break or a tab.`] : [],
  );
  return { cells, problems: [...filled.problems, ...strange, ...broken] };
}

/** Two orders that would come back under one number have no label. */
function withoutTwins(lines: readonly Line[], left: LabelNote[]): readonly Line[] {
  const twins = [...Map.groupBy(lines, ({ number }) => number).values()].filter(
    (same) => new Set(same.map(keyOf)).size > 1,
  );
  const refused = new Map(twins.flat().map((line) => [keyOf(line), line]));
  for (const { shop, orderNumber } of refused.values())
    left.push({
      ...{ shop, orderNumber },
      texts: [sentence`Another order of this file would come back under the same number: write its labels by hand.`],
    });
  return lines.filter((line) => !refused.has(keyOf(line)));
}
