import type { BuyerMark, WaitingOrder } from '../../core/ports/index.ts';
import { readBody } from '../body.ts';
import { dayIn, parseJstStamp } from '../jst.ts';
import { fieldsJoined, type Kept, keepOnly, marksOf, values } from '../personal-data.ts';

/** What an OrderModel says of the names of its lines; every part may be absent, by the version it was read with. */
interface Named {
  readonly PackageModelList?: readonly {
    readonly ItemModelList?: readonly { readonly itemDetailId?: unknown; readonly itemName?: unknown }[] | null;
  }[];
}

/** 商品名 of an order's line; null where the original has none. */
export function itemNameIn(original: string, lineId: string): string | null {
  const body = readBody(original);
  const order = ((body.kind === 'json' ? body.value : null) ?? {}) as Named;
  const items = (order.PackageModelList ?? []).flatMap(({ ItemModelList }) => ItemModelList ?? []);
  const item = items.find(({ itemDetailId }) => String(itemDetailId) === lineId);
  return typeof item?.itemName === 'string' ? item.itemName : null;
}

/** What an OrderModel says of its promise and of its parcels; every part may be absent, by the version it was read with. */
interface Promised {
  readonly orderProgress?: unknown;
  readonly shopOrderCfmDatetime?: unknown;
  readonly shippingInstDatetime?: unknown;
  readonly deliveryDate?: unknown;
  readonly SettlementModel?: { readonly settlementMethodCode?: unknown } | null;
  readonly asurakuFlag?: unknown;
  readonly deliveryCertPrgFlag?: unknown;
  readonly oneDayOperationFlag?: unknown;
  readonly PackageModelList?: readonly {
    readonly packageDeleteFlag?: unknown;
    readonly ShippingModelList?: unknown;
  }[];
}

/** 注文確認待ち, 楽天処理中, 発送待ち. */
const unshipped: readonly unknown[] = [100, 200, 300];

/**
 * True of an order that was promised for the next day (あす楽, 最強翌日配送) and has a destination without 発送日. Read from what was
 * stored, so it may lag behind the mall.
 */
export function mustShipToday(original: string): boolean {
  const body = readBody(original);
  const order = (body.kind === 'json' ? body.value : {}) as Promised;
  const isPromised = [order.asurakuFlag, order.deliveryCertPrgFlag, order.oneDayOperationFlag].includes(1);
  return isPromised && unshipped.includes(order.orderProgress) && lacksParcel(order);
}

/** True while a destination has no 発送日: an order stays 発送待ち until the night after its 発送完了報告. */
function lacksParcel({ PackageModelList }: Promised): boolean {
  const parcels = (PackageModelList ?? []).filter(({ packageDeleteFlag }) => packageDeleteFlag !== 1);
  return parcels.some(({ ShippingModelList }) => !rowsIn(ShippingModelList).some((row) => row?.shippingDate));
}

/** Of the import's fields these are none: what is no list in an original that was read has no parcel. */
function rowsIn(list: unknown): readonly ({ readonly shippingDate?: unknown } | null)[] {
  return Array.isArray(list) ? list : [];
}

/** 発送待ち, 変更確定待ち: before these 楽天 itself is not done, and an order must not be shipped. */
const shippable: readonly unknown[] = [300, 400];
/** クレジットカード. Of no other payment is an end of its authorisation known. */
const cardCode = 1;

/**
 * When an order must leave, as far as it says: it has no 出荷期限. Null once it is shipped, or is no longer to be. Read from what was stored,
 * so it may lag behind the mall.
 */
export function waitingIn(original: string): WaitingOrder | null {
  const body = readBody(original);
  const order = (body.kind === 'json' ? body.value : {}) as Promised;
  const isWaiting = unshipped.includes(order.orderProgress) || shippable.includes(order.orderProgress);
  if (!isWaiting || !lacksParcel(order)) return null;
  const confirmedAt = momentIn(order.shopOrderCfmDatetime);
  const isShippable = shippable.includes(order.orderProgress);
  const isCard = order.SettlementModel?.settlementMethodCode === cardCode;
  return {
    shipBy: null,
    shippableSince: isShippable ? (momentIn(order.shippingInstDatetime) ?? confirmedAt) : null,
    wishedDay: dayIn(order.deliveryDate),
    cardSince: isCard ? confirmedAt : null,
  };
}

const momentIn = (value: unknown): number | null => (typeof value === 'string' ? parseJstStamp(value) : null);

/**
 * What stays of an OrderModel when its buyer is removed: numbers, moments, progress, lines and amounts. Not here, because people
 * write into them: remarks, memo, selectedChoice, noshi, wrapping; nor shippingNumber, by which a carrier tells who got the parcel.
 */
const kept: Kept = {
  ...values(`orderNumber orderProgress subStatusId subStatusName orderDatetime shopOrderCfmDatetime orderFixDatetime
    shippingInstDatetime shippingCmplRptDatetime cancelDueDate deliveryDate shippingTerm giftCheckFlag socialGiftFlag
    severalSenderFlag orderType reserveNumber reserveDeliveryCount asurakuFlag drugFlag dealFlag deliveryCertPrgFlag
    oneDayOperationFlag modifyFlag isTaxRecalc goodsPrice goodsTax postagePrice deliveryPrice paymentCharge
    paymentChargeTaxRate totalPrice requestPrice couponAllTotalPrice couponShopPrice couponOtherPrice
    additionalFeeOccurAmountToUser additionalFeeOccurAmountToShop receiptIssueCount receiptIssueHistoryList`),
  SettlementModel: values('settlementMethodCode settlementMethod rpaySettlementFlag'),
  DeliveryModel: values('deliveryName deliveryClass'),
  PointModel: values('usedPoint'),
  WrappingModel1: values('price includeTaxFlag deleteWrappingFlag taxRate taxPrice'),
  WrappingModel2: values('price includeTaxFlag deleteWrappingFlag taxRate taxPrice'),
  CouponModelList: values('couponPrice couponUnit couponTotalPrice itemDetailId'),
  ChangeReasonModelList: values(
    'changeId changeType changeReason changeApplyDatetime changeFixDatetime changeCmplDatetime',
  ),
  TaxSummaryModelList: values('taxRate reqPrice reqPriceTax totalPrice paymentCharge couponPrice point'),
  PackageModelList: {
    ...values(`basketId postagePrice postageTaxRate deliveryPrice deliveryTaxRate goodsTax goodsPrice totalPrice
      packageDeleteFlag defaultDeliveryCompanyCode`),
    ItemModelList: {
      ...values(`itemDetailId itemName itemId itemNumber manageNumber price units includePostageFlag includeTaxFlag
        includeCashOnDeliveryPostageFlag pointRate pointType inventoryType restoreInventoryFlag dealFlag drugFlag
        deleteItemFlag taxRate priceTaxIncl isSingleItemShipping`),
      SkuModelList: values('variantId merchantDefinedSkuId skuInfo'),
    },
    ShippingModelList: values('shippingDetailId deliveryCompany deliveryCompanyName shippingDate'),
  },
};

/** An OrderModel without its buyer, as JSON. Throws when the original is no JSON. */
export function redactOriginal(original: string): string {
  return JSON.stringify(keepOnly(JSON.parse(original), kept));
}

/**
 * Identifies the orders of one buyer: by the mail address, which 楽天 creates for each buyer, or by name and telephone together. In
 * orders of social gifts whose address is not entered yet, the name is 入力待ち and the telephone number consists of nines. These
 * identify no buyer.
 */
export function buyerMarks(original: string): readonly BuyerMark[] {
  const { OrdererModel } = Object(JSON.parse(original)) as { readonly OrdererModel?: unknown };
  const of = (...names: readonly string[]): string => fieldsJoined(OrdererModel, names);
  const name = of('familyName', 'firstName');
  return marksOf({
    mail: of('emailAddress'),
    name: name.includes('入力待ち') ? '' : name,
    phone: of('phoneNumber1', 'phoneNumber2', 'phoneNumber3'),
  });
}
