import { jstText } from '../../core/kernel/index.ts';
import type { StockEvent } from '../../core/stock/index.ts';
import { tableLines } from '../terminal/table.ts';
import { jstIso } from '../terminal/time.ts';
import { kindNames } from './read-count-line.ts';

const whatWords = { ordered: '受注 ordered', changed: '変更 changed', cancelled: 'キャンセル cancelled' } as const;

/** The SKU that an event is about. */
export function skuOfEvent(event: StockEvent): string {
  return event.kind === 'movement' ? event.movement.sku : event.claim.sku;
}

/** Events as a table. */
export function eventTable(events: readonly StockEvent[], width: number | null): string[] {
  const columns = [
    { title: 'when', of: ({ at }: StockEvent) => jstText(at) },
    { title: 'SKU', flexible: true, of: skuOfEvent },
    { title: 'what', of: whatText },
    { title: 'pieces', side: 'right' as const, of: piecesText },
    { title: 'by', flexible: true, of: byText },
  ];
  return tableLines(events, columns, width);
}

function whatText(event: StockEvent): string {
  return event.kind === 'claim' ? whatWords[event.what] : `${kindNames[event.movement.kind]} ${event.movement.kind}`;
}

function piecesText(event: StockEvent): string {
  if (event.kind === 'movement') return String(event.movement.quantity);
  return event.what === 'ordered' ? String(event.after) : `${event.before} → ${event.after}`;
}

function byText(event: StockEvent): string {
  if (event.kind === 'claim') return `${event.claim.shop} ${event.claim.orderNumber}`;
  const { by, note } = event.movement;
  return note === '' ? by : `${by}: ${note}`;
}

/** The same for programs. */
export function eventJson(event: StockEvent): object {
  const common = { at: jstIso(event.at), sku: skuOfEvent(event) };
  if (event.kind === 'movement') {
    const { kind, quantity, id, by, note, writtenAt } = event.movement;
    return { ...common, what: kind, quantity, id, by, note, writtenAt: jstIso(writtenAt) };
  }
  const { shop, orderNumber, lineId } = event.claim;
  return { ...common, what: event.what, before: event.before, after: event.after, shop, orderNumber, lineId };
}
