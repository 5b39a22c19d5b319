import { dayMs, jstText, mapLimited } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import { eventsOfSpan, isUnreflected, type StockEvent } from '../../core/stock/index.ts';
import { counted, cutLine, t } from '../../language/index.ts';
import { standingSince } from '../../views/listing/index.ts';
import { pausesNow } from '../../views/pause/index.ts';
import { jstIso } from '../../views/plain.ts';
import { movementText } from '../../views/sku/index.ts';
import { refuse, type Span, spanMeant } from '../arguments/meant.ts';
import { flag, optional, spanFrom, spanHelp, spanTo, text, withDefault } from '../arguments/parameter.ts';
import { defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { listingsOfShops } from '../listings/listings-of-shop.ts';
import { type Block, below, cutAt, flexible, onRight, tableOf, whole } from '../terminal/index.ts';
import { merchantOption, type StockMerchant, skusOfMerchant, stockMerchant } from './merchant-of-stock.ts';
import { type ListingStands, standingsOfListings, standingTable, standsFacts } from './standings.ts';

const shownMax = 200;
const readsAtOnce = 16;
/** An order placed earlier changes no more. */
const changesWithinMs = 63 * dayMs;

export const stockHistory = defineCommand({
  name: 'stock history',
  summary: 'Shows what moved in a span, and what malls were last told (在庫連動履歴)',
  help: `What people counted, received and adjusted; what order lines took, and gave back by a
change or a cancel; and of each listing what its mall was last told, where that was
in the span.

--unreflected lists the listings that do not show yet what they should, with since
when and why: held by a pause, refused by the mall, not at the mall, closed there,
waiting. Listings that are not linked or not counted are left out: they have no
level to show.

${spanHelp}`,
  examples: [
    ['stock history', 'the last day'],
    ['stock history --from yesterday --to today', 'yesterday'],
    ['stock history --merchant hanamori --sku sencha-100 --from 2026-11-01 --to 2026-12-01', 'a month of one SKU'],
    ['stock history --unreflected', 'what does not show yet what it should'],
  ],
  options: {
    merchant: merchantOption,
    from: withDefault(spanFrom('moved'), '-1d'),
    to: withDefault(spanTo('moved'), 'now'),
    sku: optional(text('<SKU>', 'only of this SKU')),
    unreflected: flag('only listings that do not show yet what they should'),
  },
  async run(context, { merchant: id, from, to, sku, unreflected, json }) {
    const { ports, terminal } = context;
    const problems: string[] = [];
    const span = spanMeant({ from, to }, ports.clock.now(), problems);
    const merchant = await stockMerchant(ports, id, problems);
    if (merchant === null || problems.length > 0) return refuse(t`No history can be shown`, problems);
    const stands = await standings(context, merchant, sku);
    if (unreflected) return tellUnreflected(context, merchant.shops, stands, json);

    const skus = sku === undefined ? [...(await skusOfMerchant(ports, merchant)).keys()] : [sku];
    const events = await eventsOf(context, merchant.id, skus, span);
    const told = stands.filter(({ listing: { acked } }) => acked && acked.at >= span.from && acked.at < span.to);
    terminal.endProgress();
    if (json) {
      terminal.printJson({
        merchant: merchant.id,
        from: jstIso(span.from),
        to: jstIso(span.to),
        events: events.map(eventJson),
        told: told.map((one) => standsFacts(one)),
      });
      return exit.ok;
    }
    if (events.length === 0) terminal.print(t`Nothing moved in this span.`);
    else terminal.print(...eventTable(events.slice(-shownMax)), ...newestLine(events.length));
    if (told.length > 0) {
      terminal.print('', t`What malls were last told, in this span:`);
      const pauses = await pausesNow(ports, merchant.shops);
      terminal.print(...cutAt(shownMax, told, (shown) => standingTable(shown, pauses)));
    }
    return exit.ok;
  },
});

async function standings(
  { ports, terminal }: OpsContext,
  merchant: StockMerchant,
  sku: string | undefined,
): Promise<ListingStands[]> {
  const listings =
    sku === undefined ? await listingsOfShops(ports, merchant.shops) : await ports.listings.ofSkus(merchant.id, [sku]);
  return standingsOfListings(ports, merchant.id, listings, (skus) => terminal.progress(t`SKUs reckoned: ${skus}`));
}

async function eventsOf(
  { ports, terminal }: OpsContext,
  merchant: string,
  skus: readonly string[],
  span: Span,
): Promise<StockEvent[]> {
  let read = 0;
  const events = await mapLimited(skus, readsAtOnce, async (sku) => {
    const entries = await ports.stock.entries(merchant, sku, span.from - changesWithinMs);
    terminal.progress(t`SKUs read: ${++read} of ${skus.length}`);
    return eventsOfSpan(entries, span);
  });
  return events.flat().sort((one, other) => one.at - other.at);
}

async function tellUnreflected(
  context: OpsContext,
  shops: readonly Shop[],
  stands: readonly ListingStands[],
  json: boolean,
) {
  const { terminal } = context;
  terminal.endProgress();
  const behind = stands.filter(({ standing }) => isUnreflected(standing)).sort(longestFirst);
  if (json) terminal.printJson({ listings: stands.length, unreflected: behind.map((one) => standsFacts(one)) });
  else if (behind.length === 0) terminal.print(t`All of ${counted(stands.length, 'listing')} show what they should.`);
  else {
    terminal.print(t`${behind.length} of ${counted(stands.length, 'listing')} do not show yet what they should:`);
    const pauses = await pausesNow(context.ports, shops);
    terminal.print(...cutAt(shownMax, behind, (shown) => standingTable(shown, pauses)));
  }
  return exit.ok;
}

function longestFirst(one: ListingStands, other: ListingStands): number {
  return (standingSince(one.standing) ?? 0) - (standingSince(other.standing) ?? 0);
}

const newestLine = (count: number): string[] =>
  count > shownMax ? [cutLine(shownMax, count, t`--json has all`, count - shownMax)] : [];

const whatWords = () => ({ ordered: t`受注 ordered`, changed: t`変更 changed`, cancelled: t`キャンセル cancelled` });

function skuOfEvent(event: StockEvent): string {
  return event.kind === 'movement' ? event.movement.sku : event.claim.sku;
}

/** From this width on who did it, or the order, has a column: below the row its number stays whole. */
const wideFrom = 120;

function eventTable(events: readonly StockEvent[]): Block[] {
  const isNarrow = (width: number | null): boolean => width !== null && width < wideFrom;
  return tableOf(
    events,
    (one, width) => ({
      when: jstText(one.at),
      SKU: whole(skuOfEvent(one)),
      what: whatText(one),
      pieces: onRight(piecesText(one)),
      ...(!isNarrow(width) && { 'by or order': flexible(byText(one)) }),
    }),
    (one, width) => (isNarrow(width) ? [below(byText(one))] : []),
  );
}

function whatText(event: StockEvent): string {
  return event.kind === 'claim' ? whatWords()[event.what] : movementText(event.movement.kind);
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

function eventJson(event: StockEvent): object {
  const common = { at: jstIso(event.at), sku: skuOfEvent(event) };
  if (event.kind === 'movement') {
    const { kind, quantity, id, by, note, writtenAt } = event.movement;
    return { ...common, what: kind, quantity, id, by, note, writtenAt: jstIso(writtenAt) };
  }
  const { shop, orderNumber, lineId } = event.claim;
  return { ...common, what: event.what, before: event.before, after: event.after, shop, orderNumber, lineId };
}
