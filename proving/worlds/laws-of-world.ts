import type { Shop } from '../../core/model/shop.ts';
import { callsInPauses } from '../laws/calls.ts';
import { brokenChangesLaws, type CancelCall, type ChangeCall } from '../laws/changes.ts';
import { brokenDigestLaws } from '../laws/digest.ts';
import type { Finding } from '../laws/finding.ts';
import { type BookedOrder, brokenImportLaws } from '../laws/import.ts';
import { isKnownChoice } from '../laws/known.ts';
import { brokenListingsLaws } from '../laws/listings.ts';
import { brokenStatusLaws, type StatusFinding } from '../laws/status.ts';
import { notesOf, type WorldNotes } from './law-notes.ts';
import { mailsOf, morningFindings, outageFindings } from './outage-laws-of-world.ts';
import { askedFor } from './people.ts';
import { bookRows } from './status-books.ts';
import { stockFindings } from './stock-laws-of-world.ts';
import type { World } from './world.ts';
import { besideNamed, isBeside } from './world-mall.ts';

/* The shapes of the laws, filled from a world that has ended: the malls' books, events, mails, what people did, and calls. No row is read. */

/** Everything that the laws find in a world, a sentence each; what is known to differ is left out. */
export async function unlawful(world: World): Promise<string[]> {
  const notes = notesOf(world.store);
  if (notes === null) throw new Error('The laws need a world that was created with laws: true.');
  const listings = { importsFrom: importsFrom(world), pages: notes.pages };
  const findings: Finding[] = [
    ...brokenImportLaws(importEnd(world, notes)),
    ...brokenListingsLaws(listings),
    ...statusFindings(world),
    ...notes.settled,
    ...(await stockFindings(world, notes)),
    ...outageFindings(world, notes),
    ...brokenDigestLaws(digestEnd(world, notes)),
    ...pauseFindings(world),
    ...brokenChangesLaws({
      ...{ failures: notes.failuresSeen, confirmations: notes.confirmations, tooEarly: [] },
      ...{ cancels: cancelsOf(world), calls: changeCalls(world) },
    }),
    ...morningFindings(world, notes, listings),
  ];
  return findings.map(({ law, words }) => `${law}: ${words}`);
}

const shopsOf = ({ shops, stockWatch }: World): readonly Shop[] => [
  ...shops,
  ...(stockWatch?.goods.shops.filter(({ key }) => isBeside(key)) ?? []),
];

const cancelled: readonly string[] = ['900', '4', 'CANCELLED'];
/** Orders that are over are read no more, or no more in time. */
const over: readonly string[] = [...cancelled, '700', '800', '5', 'SHIPPED', 'FULFILLED'];

/** When each shop's orders begin to count. */
const importsFrom = (world: World): Map<string, number> =>
  new Map(shopsOf(world).map(({ key, importFrom }) => [key, Math.floor(importFrom / 1_000) * 1_000]));

function importEnd(world: World, notes: WorldNotes) {
  const { orders } = notes;
  return {
    importsFrom: importsFrom(world),
    orders: shopsOf(world).flatMap((shop) => bookedAt(world, shop, notes)),
    events: orders,
    calmSince: world.calmSince,
  };
}

function bookedAt(world: World, { key, code, mall }: Shop, { changes, withheld }: WorldNotes): BookedOrder[] {
  const books = isBeside(key)
    ? besideNamed(world, mall).mustBeStored(code)
    : world.rms.control
        .placedBetween(code, 0, Number.POSITIVE_INFINITY)
        .map(({ orderNumber, orderDatetimeMs: orderedAt, orderProgress, visibleAtMs }) => ({
          ...{ orderNumber, orderedAt, progress: String(orderProgress) },
          shownAt: Math.max(visibleAtMs, withheld.get(orderNumber)?.until ?? 0),
        }));
  // Of a shop whose rows the tables do not take for hours, nothing is expected in time.
  const isHindered = world.refusedShop?.key === key;
  const polls = world.watch.runs
    .filter(({ kind, skewMs }) => kind === 'poll' && skewMs === 0)
    .flatMap(({ calls }) => calls);
  const polled = polls.filter((call) => call.shop === key && call.lists && call.isAnswered).map(({ at }) => at);
  // What could not be read is read again less and less often.
  const nextPoll = (orderNumber: string, shownAt: number) => {
    const at = withheld.has(orderNumber) ? undefined : polled.find((one) => one > shownAt);
    return at === undefined ? {} : { nextPollAt: at };
  };
  return books.map(({ orderNumber, orderedAt: placedAt, progress, ...seen }) => ({
    ...{ shop: key, orderNumber, placedAt },
    shownAt: isHindered || !('shownAt' in seen) ? 0 : seen.shownAt,
    ...(isHindered || !('shownAt' in seen) ? {} : nextPoll(orderNumber, seen.shownAt)),
    isCancelled: cancelled.includes(progress),
    ...changes.get(`${key} ${orderNumber}`),
    isOver: over.includes(progress),
  }));
}

/** An order that its mall is about to change itself: what was asked for waits for that. */
const mallChanges = [200, 400];

function statusFindings(world: World): StatusFinding[] {
  const { statusWatch, store, rms } = world;
  if (statusWatch === null) return [];
  const { acts, unanswered } = askedFor(store);
  return [...acts].flatMap(([name, ofOrder]) => {
    const [, , orderNumber = ''] = name.split('#');
    const order = rms.control.order(orderNumber);
    if ((unanswered.get(name) ?? 0) > 0) return [];
    const rows = order === null ? [] : bookRows(order);
    const fromElsewhere = statusWatch.handParcels.get(orderNumber) ?? [];
    const memo = order?.model.memo ?? '';
    const { orderProgress = 900 } = order ?? {};
    if (mallChanges.includes(orderProgress)) return [];
    // The mall takes no change of what is cancelled, and a person may have written over a memo.
    const isMeant = ({ law }: StatusFinding): boolean =>
      law === 'request-answered' || (orderProgress < 800 && !(law === 'memo-true' && statusWatch.edited.has(name)));
    const findings = brokenStatusLaws({ acts: ofOrder, rows, memo, fromElsewhere });
    return findings
      .filter((one) => isMeant(one) && !isKnownChoice(one))
      .map((one) => ({ ...one, words: `${orderNumber}: ${one.words}` }));
  });
}

/** Calls beside RMS are noted by their shops alone. */
function pauseFindings({ statusWatch, changesBeside, stockWatch }: World): Finding[] {
  const watched = [statusWatch, changesBeside, stockWatch].filter((one) => one !== null);
  return watched.flatMap(({ calls, holds }) => callsInPauses({ calls, holds }));
}

/** The calls of RMS that make one change each. */
const single = ['updateOrderShipping', 'updateOrderMemo', 'cancelOrder'];

function changeCalls({ statuses, statusWatch }: World): ChangeCall[] | null {
  if (statusWatch === null || statuses?.rightClocks !== true) return null;
  return statusWatch.calls
    .filter(({ operation, body }) => single.includes(operation) && !body.includes('shippingDeleteFlag'))
    .map(({ shop, startedAt, operation, body, isAnswered }) => ({
      shop,
      startedAt,
      isAnswered,
      text: `${operation} ${body}`,
    }));
}

function cancelsOf({ statusWatch, shops, store }: World): CancelCall[] {
  const cancels = statusWatch?.calls.filter(({ operation }) => operation === 'cancelOrder') ?? [];
  return cancels.map(({ shop, body }) => {
    const merchant = shops.find(({ key }) => key === shop)?.merchant ?? '';
    const isKeptHere = store.merchantsById.get(merchant)?.features.includes('stock') ?? false;
    return { shop, isKeptHere, restores: !body.includes('"inventoryRestoreType":2') };
  });
}

function digestEnd(world: World, { failures }: WorldNotes) {
  const { mails, merchants, faults } = mailsOf(world);
  const merchantOf = new Map(shopsOf(world).map(({ key, merchant }) => [key as string, merchant]));
  // In worlds of neither outages nor changes at RMS nobody sends mails.
  const areSent = world.outages !== null || world.statuses !== null;
  return {
    ...{ mails, faults, merchants: merchants.map(({ name }) => name), failuresAtOnce: 2 },
    failures: (areSent ? [...failures.values()] : []).map(({ at, shop, orderNumber }) => ({
      ...{ at, orderNumber, merchant: merchantOf.get(shop) ?? '' },
    })),
  };
}
