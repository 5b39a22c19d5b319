import { sentence } from '../../core/kernel/index.ts';
import { type PushKind, pushKinds } from '../../core/model/index.ts';
import type { StatusTraits } from '../../core/ports/index.ts';

/** The operation for each change. A cancel by its seller exists as a feed alone, and is left to people: `docs/malls/amazon.md#cancels`. */
export const functions = { ship: 'confirmShipment' } as const satisfies Partial<Record<PushKind, string>>;

/** A carrier in Amazon's words; one that Amazon has no code of is `Other`, with its name. */
interface CarrierWords {
  readonly carrierCode: string;
  readonly carrierName: string;
}

const own = (carrierCode: string, carrierName: string): CarrierWords => ({ carrierCode, carrierName });
const other = (carrierName: string): CarrierWords => own('Other', carrierName);

/** The carriers, by our codes of them; where each is known from stands in `docs/malls/amazon.md#carriers`. */
export const carrierWords: Readonly<Record<string, CarrierWords>> = {
  YAMATO: own('YAMATO', 'ヤマト運輸'),
  SAGAWA: own('SAGAWA', '佐川急便'),
  JAPAN_POST: own('Japan Post', '日本郵便'),
  NITTSU: own('NITTSU', '日本通運'),
  SEINO: other('西濃運輸'),
  FUKUYAMA: other('福山通運'),
  MEITETSU: other('名鉄運輸'),
  TONAMI: other('トナミ運輸'),
  DAIICHI: other('第一貨物'),
  ECOHAI: other('エコ配'),
  FEDEX: own('FedEx', 'FedEx'),
  DHL: own('DHL', 'DHL'),
  UPS: own('UPS', 'UPS'),
  OTHER: other('その他'),
};

const cancelPath = 'セラーセントラル → 注文 → 注文管理 → 注文をキャンセル';

/** What can be changed about orders at Amazon; how each limit is known stands in `docs/malls/amazon.md#shipments`. */
export const amazonStatus: StatusTraits = {
  kinds: pushKinds.filter((kind) => kind in functions),
  byHand: {
    cancel: sentence`Cancel it on its page in ${cancelPath}. The order is then imported as cancelled, and its pieces are free again.`,
  },
  cancelReasons: [],
  // As many calls as Amazon takes in a row: each parcel is one.
  parcels: { perDestination: 10, contents: true, numbered: true },
  // No length is documented.
  trackingNumberMax: 50,
};
