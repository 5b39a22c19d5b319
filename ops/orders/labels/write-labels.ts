import { type EpochMs, inChunks, Sentence, sentence } from '../../../core/kernel/index.ts';
import { type Change, isShipping, type OrderRow, type Shop, unpack } from '../../../core/model/index.ts';
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

/** What labels are written of. */
export interface LabelWork {
  readonly ports: Pick<Ports, 'orders' | 'changes'>;
  readonly shop: Shop;
  readonly mall: MallLabels;
  /** 注文日時 lies in [from, to). */
  readonly span: { readonly from: EpochMs; readonly to: EpochMs };
  readonly format: LabelFormat;
  readonly settings: LabelSettings;
  /** `2026-11-24` */
  readonly shipsOn: string;
  /** Labels of orders whose cancel is requested are written, too. */
  readonly ofCancelRequested: boolean;
}

/** What is said of an order; it repeats nothing of its buyer. */
export interface LabelNote {
  readonly orderNumber: string;
  readonly texts: readonly Sentence[];
}

/** A whole file, and what is not in it. */
export interface WrittenLabels {
  readonly bytes: Uint8Array;
  readonly labels: number;
  readonly orders: number;
  /** Orders that have no label, with every reason. */
  readonly left: readonly LabelNote[];
  /** Orders that were left out because their cancel is requested. */
  readonly skipped: readonly LabelNote[];
  /** What to look at on labels that are there. */
  readonly notes: readonly LabelNote[];
  /** Orders of the span that are not shipped, and not ready for it. */
  readonly notReady: number;
}

interface Line {
  readonly orderNumber: string;
  readonly number: string;
  readonly cells: ReadonlyMap<string, string>;
}

/** Rows read at once. */
const rowsAtOnce = 100;

/** The labels of a shop's orders that are ready to be shipped, a line for each destination. */
export async function writeLabels(work: LabelWork): Promise<WrittenLabels> {
  const { ports, shop, mall, span, format, settings } = work;
  const open = (await ports.orders.openOrders(shop.key)).filter(
    ({ orderedAt }) => orderedAt >= span.from && orderedAt < span.to,
  );
  const ready = open.filter(({ progress }) => mall.ready.includes(progress)).map(({ orderNumber }) => orderNumber);
  const left: LabelNote[] = [];
  const skipped: LabelNote[] = [];
  const notes: LabelNote[] = [];
  const lines: Line[] = [];
  for (const orderNumbers of inChunks(ready.sort(), rowsAtOnce)) {
    const rows = await ports.orders.rows(shop.key, orderNumbers);
    const changes = await ports.changes.ofOrders(shop.key, orderNumbers);
    for (const orderNumber of orderNumbers) {
      const row = rows.get(orderNumber);
      const { cancelRequest } = shipNotesOf(row);
      if (cancelRequest !== null && !work.ofCancelRequested) {
        skipped.push({ orderNumber, texts: [cancelRequest] });
        continue;
      }
      const facts = factsOf(row, mall, changes);
      const made =
        facts instanceof Sentence ? { lines: [], reasons: [facts], notes: [] } : linesOf(orderNumber, facts, work);
      if (made.reasons.length > 0) left.push({ orderNumber, texts: made.reasons });
      else lines.push(...made.lines);
      const looks = cancelRequest === null ? made.notes : [cancelRequest, ...made.notes];
      if (looks.length > 0) notes.push({ orderNumber, texts: looks });
    }
  }
  const unique = withoutTwins(lines, left);
  const csv = await openCsvWriter({ guarded: false });
  const rows = unique.map(({ cells }) => format.columns.map((column) => cells.get(column) ?? ''));
  const { bytes } = toShiftJis(csv(settings.hasHeadings ? [[...format.columns], ...rows] : rows));
  return {
    bytes,
    labels: unique.length,
    orders: new Set(unique.map(({ orderNumber }) => orderNumber)).size,
    left: left.sort((a, b) => (a.orderNumber < b.orderNumber ? -1 : 1)),
    skipped,
    notes: notes.filter(({ orderNumber }) => unique.some((line) => line.orderNumber === orderNumber)),
    notReady: open.filter(({ progress }) => !mall.ready.includes(progress)).length,
  };
}

/** What a label needs of a row, or why there is none. */
function factsOf(row: OrderRow | undefined, mall: MallLabels, changes: readonly Change[]): LabelFacts | Sentence {
  if (row?.kind !== 'stored') return sentence`It cannot be read (ops orders problems).`;
  if (row.original.length === 0) return sentence`Its personal data were removed.`;
  const isOnItsWay = changes.some((change) => change.orderNumber === row.orderNumber && isShipping(change));
  if (isOnItsWay) return sentence`Its shipment was requested already: ops push list --order ${row.orderNumber}`;
  return mall.of(JSON.parse(unpack(row.original)));
}

interface Made {
  readonly lines: readonly Line[];
  readonly reasons: readonly Sentence[];
  readonly notes: readonly Sentence[];
}

/** The lines of one order. It has all its labels or none: with half of them it would look shipped. */
function linesOf(orderNumber: string, facts: LabelFacts, work: LabelWork): Made {
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
    return { orderNumber, number, cells };
  });
  return { lines, reasons: distinct(reasons), notes };
}

/** Two destinations may have the same trouble. */
function distinct(texts: readonly Sentence[]): readonly Sentence[] {
  return [...new Map(texts.map((text) => [String(text), text])).values()];
}

const wordsOf = ({ deliveryTime: time }: LabelFacts): string =>
  time.kind === 'hours' ? `${time.from}–${time.to}時` : time.kind === 'other' ? time.words : '午前';

function collectedOf(
  { collected, destinations }: LabelFacts,
  { format, settings }: LabelWork,
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
  { format, settings, shipsOn }: LabelWork,
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
    (same) => new Set(same.map(({ orderNumber }) => orderNumber)).size > 1,
  );
  const refused = new Set(twins.flat().map(({ orderNumber }) => orderNumber));
  for (const orderNumber of refused)
    left.push({
      orderNumber,
      texts: [sentence`Another order of this file would come back under the same number: write its labels by hand.`],
    });
  return lines.filter(({ orderNumber }) => !refused.has(orderNumber));
}
