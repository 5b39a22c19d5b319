import { type EpochMs, InputError, jstDay, jstMoment, TsunagiError } from '../../core/kernel/index.ts';
import type { OrderState, Parcel, ParcelChange, ParcelItem, ParcelRow } from '../../core/model/index.ts';
import type { ChangeAnswer, OrderAnswer, OrderStatusApi, RefusalReason } from '../../core/ports/index.ts';
import { type AmazonReply, type AmazonRequest, type CallAmazon, checked } from './calls.ts';
import { isNotFound, unreadableReply } from './faults.ts';
import { isFba } from './progress.ts';
import { marketplace } from './site.ts';
import { leftIn, stateOf } from './status-states.ts';
import { carrierWords, functions } from './status-traits.ts';
import { orderReply } from './wire.generated.js';

/** getOrder and confirmShipment are of one order. */
const batch = 1;

/** confirmShipment, and the reading before and after it; how each is known stands in `docs/malls/amazon.md#shipments`. */
export function createOrderStatusApi(call: CallAmazon, { now }: { readonly now: () => EpochMs }): OrderStatusApi {
  return {
    batch,
    functions,

    async readStates(orderNumbers) {
      const [orderNumber, ...others] = new Set(orderNumbers);
      if (orderNumber === undefined) return { states: [], absent: [], unreadable: [] };
      if (others.length > 0) {
        throw new InputError('These orders do not fit into one call', [
          `got ${others.length + 1} order numbers, expected ${batch}`,
        ]);
      }
      try {
        const { order } = checked(orderReply, await call('getOrder', stateRequest(orderNumber)));
        const state = stateOf(order);
        return state?.orderNumber === orderNumber
          ? { states: [state], absent: [], unreadable: [] }
          : { states: [], absent: [], unreadable: [orderNumber] };
      } catch (error) {
        if (isNotFound(error)) return { states: [], absent: [orderNumber], unreadable: [] };
        throw error;
      }
    },

    async ship(orderNumber, changes, read) {
      if (changes.length === 0) {
        throw new InputError('Nothing would be shipped', ['got no rows, expected at least one']);
      }
      const answer = (one: OrderAnswer): ChangeAnswer => ({ requestId: null, orders: new Map([[orderNumber, one]]) });
      if (isFba(read.progress)) return answer(refusals.fba);
      const { details, refusal } = packagesOf(changes, read, now());
      // A package that was changed beside one that cannot be would stay so once its request is taken back.
      if (refusal !== null) return answer(refusal);
      for (const detail of details) {
        const ended = await confirm(call, orderNumber, detail);
        if (ended.kind === 'refused' || detail === details.at(-1)) return answer(ended);
      }
      return answer(refusals.nothingLeft);
    },
  };
}

/** The state of an order alone, without its buyer. */
const stateRequest = (orderNumber: string): AmazonRequest => ({
  method: 'GET',
  path: `/orders/2026-01-01/orders/${encodeURIComponent(orderNumber)}?includedData=FULFILLMENT,PACKAGES`,
  orderNumber,
});

/** A package in the words of confirmShipment. */
type PackageDetail = Readonly<Record<string, unknown>>;

export const confirmRequest = (orderNumber: string, packageDetail: PackageDetail): AmazonRequest => ({
  method: 'POST',
  path: `/orders/v0/orders/${encodeURIComponent(orderNumber)}/shipmentConfirmation`,
  body: JSON.stringify({ marketplaceId: marketplace, packageDetail }),
  orderNumber,
});

/** Amazon says no word once it took a package: what says something answers in its place. Throws `mall.unreadable`. */
export function shipped(reply: AmazonReply): AmazonReply {
  if (reply.status === 204 || JSON.stringify(reply.value) === '{}') return reply;
  throw unreadableReply(reply.call, reply.status, 'the whole: expected nothing, got something');
}

async function confirm(call: CallAmazon, orderNumber: string, detail: PackageDetail): Promise<OrderAnswer> {
  try {
    const { status } = shipped(await call(functions.ship, confirmRequest(orderNumber, detail)));
    return { kind: 'accepted', code: `HTTP ${status}` };
  } catch (error) {
    if (!(error instanceof TsunagiError) || error.code !== 'mall.refused') throw error;
    const { mallCodes: [code = 'no-code'] = [] } = error.context;
    if (isNotFound(error)) return { kind: 'refused', reason: 'order-unknown', code, words: '' };
    // Its words quote what was sent. Where it is the order that does not fit any more, the reading that follows shows it.
    return { kind: 'refused', reason: 'content-refused', code, words: '' };
  }
}

const refused = (
  reason: RefusalReason,
  code: string,
  words: string,
): Extract<OrderAnswer, { readonly kind: 'refused' }> => ({ kind: 'refused', reason, code, words });

/** What is not sent to Amazon at all. */
const refusals = {
  fba: refused('wrong-progress', 'fba', 'Amazonが発送するご注文(FBA)です。出荷通知は必要ありません。'),
  removal: refused('content-refused', 'no-removal', 'Amazonに登録された出荷(お荷物)は削除できません。'),
  nothingLeft: refused('wrong-progress', 'nothing-left', 'このご注文に、未出荷の商品は残っていません。'),
} as const;

/**
 * The parcels as packages, and why some are none. The id of a package follows from the parcel's number: the same call twice, or late, edits
 * the same package, and makes no second one.
 */
function packagesOf(
  changes: readonly ParcelChange[],
  { baskets, kept }: OrderState,
  now: EpochMs,
): { readonly details: readonly PackageDetail[]; readonly refusal: OrderAnswer | null } {
  const left = new Map(leftIn(kept).map(({ lineId, quantity }) => [lineId, quantity]));
  const rows = baskets.flatMap((basket) => basket.rows);
  const details: PackageDetail[] = [];
  let refusal: OrderAnswer | null = null;
  for (const change of changes) {
    if (change.kind === 'remove') {
      refusal = refusals.removal;
      continue;
    }
    const { parcel } = change;
    const row = change.kind === 'update' ? rows.find(({ rowId }) => rowId === change.rowId) : undefined;
    const isNothingLeft = change.kind === 'add' && left.size === 0;
    const contents = parcel.contents ?? row?.contents ?? [...left].map(([lineId, quantity]) => ({ lineId, quantity }));
    for (const { lineId, quantity } of row === undefined ? contents : []) {
      const rest = (left.get(lineId) ?? 0) - quantity;
      if (rest > 0) left.set(lineId, rest);
      else left.delete(lineId);
    }
    const reference = row ? referenceOf(row.rowId, row.trackingNumber) : newReference(parcel.trackingNumber, rows);
    if (isNothingLeft || contents.length === 0) refusal = refusals.nothingLeft;
    else details.push(detailOf(parcel, reference, contents, now));
  }
  return { details, refusal };
}

function detailOf(
  { carrier, trackingNumber, shippedOn }: Parcel,
  packageReferenceId: string,
  contents: readonly ParcelItem[],
  now: EpochMs,
): PackageDetail {
  return {
    packageReferenceId,
    ...(carrierWords[carrier] ?? { carrierCode: carrier }),
    trackingNumber: trackingNumber ?? '',
    shipDate: shipMoment(shippedOn, now),
    orderItems: contents.map(({ lineId, quantity }) => ({ orderItemId: lineId, quantity })),
  };
}

/** Within its day in Japan, after the order of that day where it can be, and not ahead of the present. */
function shipMoment(day: string, now: EpochMs): string {
  const end = Date.parse(`${day}T23:59:59+09:00`);
  const at = jstDay(now) === day ? now : end < now ? end : jstMoment(day);
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** More than the ids that people give. */
const referenceMax = 2_147_483_647;

/** The `packageReferenceId` that a package has, where getOrder shows what its seller gave; else what we give one of this number. */
function referenceOf(shown: string | undefined, trackingNumber: string | null): string {
  if (shown !== undefined && /^[1-9]\d*$/.test(shown)) return shown;
  let hash = 7;
  for (const character of trackingNumber ?? '') hash = (hash * 131 + (character.codePointAt(0) ?? 0)) % referenceMax;
  return String(hash + 1);
}

/** A package keeps its id when its number is corrected: another one that gets the former number takes the next id. */
function newReference(trackingNumber: string | null, rows: readonly ParcelRow[]): string {
  let reference = referenceOf(undefined, trackingNumber);
  const isTaken = (row: ParcelRow): boolean => row.rowId === reference && row.trackingNumber !== trackingNumber;
  while (rows.some(isTaken)) reference = String(Number(reference) + 1);
  return reference;
}
