import { DAY_MS, jstDate, jstDatetime } from '../jst.ts';
import { AWAITED_ADDRESS, type BuyerInput, buyerInputOf } from './buyer.ts';
import { companyName, isPrepaid, isShopChosen, settlementName } from './codes.ts';
import {
  composeTaxSummary,
  includesTax,
  type OrderMoney,
  orderMoney,
  packageMoney,
  priceTaxIncluded,
  taxRateOf,
} from './money.ts';
import { type Line, linesOf, type Order, type Package } from './state.ts';

/** The newest version of getOrder this simulator knows. */
export const NEWEST_VERSION = 10;

/** An OrderModel of version 10; older versions lack some fields. */
export type OrderModel = ReturnType<typeof composeOrder>;

const at = (ms: number | null): string | null => (ms === null ? null : jstDatetime(ms));

/** The OrderModel as `version` of getOrder shows it: fields came with versions, and goodsTax went. */
export function composeOrder(order: Order, version: number) {
  const input = buyerInputOf(order);
  const money = orderMoney(order, input);
  return {
    orderNumber: order.orderNumber,
    orderProgress: order.progress as number,
    subStatusId: order.subStatusId,
    subStatusName: order.shop.subStatuses.find((one) => one.subStatusId === order.subStatusId)?.subStatusName ?? null,
    orderDatetime: jstDatetime(order.placedAt),
    shopOrderCfmDatetime: at(order.confirmedAt),
    orderFixDatetime: at(order.fixedAt),
    shippingInstDatetime: at(order.fixedAt),
    shippingCmplRptDatetime: at(order.shippedReportAt),
    cancelDueDate: order.confirmedAt === null ? jstDate(order.cancelDueAt - DAY_MS) : null,
    ...composeWishes(order, input),
    ...composeFlags(order, input, version),
    ...composeSums(money, version),
    ...(version >= 5 && { receiptIssueCount: 0, receiptIssueHistoryList: [] as string[] }),
    ...order.patch,
    OrdererModel: composeOrderer(order, input),
    SettlementModel: composeSettlement(order, input),
    DeliveryModel: { deliveryName: input.deliveryName, deliveryClass: null as number | null, ...order.delivery },
    PointModel: { usedPoint: money.usedPoint },
    WrappingModel1: order.wrappings[0] ?? null,
    WrappingModel2: order.wrappings[1] ?? null,
    PackageModelList: order.packages.map((pack, index) => composePackage(order, pack, index, input, version)),
    CouponModelList: order.usesCoupon ? [composeCoupon(order, input, money)] : null,
    ChangeReasonModelList: order.reasons.map((reason) => ({
      changeId: reason.changeId,
      changeType: reason.changeType,
      changeTypeDetail: null,
      changeReason: reason.changeReason,
      changeReasonDetail: reason.changeReasonDetail,
      changeApplyDatetime: jstDatetime(reason.appliedAt),
      changeFixDatetime: at(reason.fixedAt),
      changeCmplDatetime: at(reason.fixedAt),
    })),
    TaxSummaryModelList: composeTaxSummary(order, money),
    ...(version >= 5 && { DueDateModelList: composeDueDates(order) }),
  };
}

function composeWishes(order: Order, input: BuyerInput) {
  const date = input.deliveryInDays === null ? null : jstDate(order.placedAt + input.deliveryInDays * DAY_MS);
  return {
    deliveryDate: date,
    shippingTerm: input.shippingTerm,
    remarks: `[配送日時指定:]\n${date ?? '指定なし'}\n\n[備考:]\n${input.remark}\n`,
  };
}

function composeFlags(order: Order, input: BuyerInput, version: number) {
  const isolated = input.senders.some((sender) => sender.isolated === 1) ? 1 : 0;
  return {
    giftCheckFlag: order.kind === 'gift' ? 1 : 0,
    ...(version >= 10 && { socialGiftFlag: order.kind === 'social-gift' ? 1 : 0 }),
    severalSenderFlag: order.packages.length > 1 ? 1 : 0,
    equalSenderFlag: order.packages.length === 1 && input.senders[0] === input.orderer ? 1 : 0,
    isolatedIslandFlag: isolated,
    rakutenMemberFlag: input.rakutenMember,
    carrierCode: input.carrierCode,
    emailCarrierCode: 0,
    orderType: order.orderType as number,
    reserveNumber: order.orderType === 6 ? `${order.orderNumber}-r` : null,
    reserveDeliveryCount: order.orderType === 6 ? 1 : null,
    cautionDisplayType: 0,
    ...(version >= 6 && { cautionDisplayDetailType: null }),
    rakutenConfirmFlag: 0,
    asurakuFlag: 0,
    drugFlag: 0,
    dealFlag: 0,
    ...(version >= 8 && { deliveryCertPrgFlag: input.oneDay, oneDayOperationFlag: input.oneDay }),
    membershipType: input.membershipType,
    memo: null as string | null,
    operator: null as string | null,
    mailPlugSentence: null as string | null,
    modifyFlag: order.edited ? 1 : 0,
    ...(version <= 7 && { isTaxRecalc: 0 }),
  };
}

function composeSums(money: OrderMoney, version: number) {
  return {
    goodsPrice: money.goodsPrice,
    ...(version <= 7 && { goodsTax: 0 }),
    postagePrice: money.postagePrice,
    deliveryPrice: money.deliveryPrice,
    paymentCharge: 0,
    paymentChargeTaxRate: 0.1,
    totalPrice: money.totalPrice,
    requestPrice: money.requestPrice,
    couponAllTotalPrice: money.couponPrice,
    couponShopPrice: money.couponPrice,
    couponOtherPrice: 0,
    additionalFeeOccurAmountToUser: 0,
    additionalFeeOccurAmountToShop: 0,
  };
}

function composeOrderer(order: Order, input: BuyerInput) {
  const [birthYear, birthMonth, birthDay] = input.birth;
  return {
    ...input.orderer.address,
    emailAddress: input.emailAddress,
    sex: input.orderer.sex as string,
    birthYear,
    birthMonth,
    birthDay,
    ...order.orderer,
  };
}

function composeSettlement(order: Order, input: BuyerInput) {
  const card = order.settlementCode === 1 ? input.card : null;
  return {
    settlementMethodCode: order.settlementCode,
    settlementMethod: settlementName(order.settlementCode),
    rpaySettlementFlag: isShopChosen(order.settlementCode) ? 0 : 1,
    cardName: card?.name ?? null,
    cardNumber: card?.number ?? null,
    cardOwner: card?.owner ?? null,
    cardYm: card?.ym ?? null,
    cardPayType: card?.payType ?? null,
    cardInstallmentDesc: card?.installment ?? null,
  };
}

function composeCoupon(order: Order, input: BuyerInput, money: OrderMoney) {
  return {
    couponCode: input.couponCode,
    itemId: 0,
    couponName: `店内全品${input.couponYen}円OFFクーポン【お買い物マラソン期間限定】`,
    couponSummary: `${input.couponYen}円値引`,
    couponCapital: 'ショップ',
    couponCapitalCode: 1,
    expiryDate: jstDate(order.placedAt + 7 * DAY_MS),
    couponPrice: money.couponPrice,
    couponUnit: 1,
    couponTotalPrice: money.couponPrice,
    itemDetailId: linesOf(order)[0]?.itemDetailId ?? 0,
  };
}

/** 0 支払い期限: how long the mall waits for money that is paid before the goods are sent. */
function composeDueDates(order: Order): { dueDateType: number; dueDate: string }[] {
  if (!isPrepaid(order.settlementCode) || order.confirmedAt === null) return [];
  return [{ dueDateType: 0, dueDate: jstDate(order.confirmedAt + 14 * DAY_MS) }];
}

/** How long a recipient has to give an address: `inputDueDate` of a social gift. */
const GIFT_INPUT_DAYS = 14;

/** One PackageModel as `version` of getOrder shows it. */
function composePackage(order: Order, pack: Package, index: number, input: BuyerInput, version: number) {
  const money = packageMoney(pack);
  return {
    basketId: pack.basketId,
    postagePrice: pack.postageYen,
    postageTaxRate: 0.1,
    deliveryPrice: pack.codFeeYen,
    deliveryTaxRate: 0.1,
    ...(version <= 7 && { goodsTax: 0 }),
    goodsPrice: money.goodsPrice,
    totalPrice: money.totalPrice,
    noshi: input.noshi,
    ...(version >= 4 && { defaultDeliveryCompanyCode: '1001' }),
    ...(version >= 9 && { dropOffFlag: input.dropOff === null ? 0 : 1, dropOffLocation: input.dropOff }),
    packageDeleteFlag: pack.deleted ? 1 : 0,
    ...pack.patch,
    SenderModel: composeSender(order, pack, index, input),
    ItemModelList: pack.lines.map((line) => composeItem(line, version)),
    ShippingModelList: pack.rows.map((row) => ({
      shippingDetailId: row.shippingDetailId,
      shippingNumber: row.shippingNumber,
      deliveryCompany: row.deliveryCompany,
      deliveryCompanyName: companyName(row.deliveryCompany),
      shippingDate: row.shippingDate,
    })),
    DeliveryCvsModel: order.kind === 'convenience-store' ? input.store : null,
    ...(version >= 10 && { SocialGiftModel: composeSocialGift(order, input) }),
  };
}

function composeSender(order: Order, pack: Package, index: number, input: BuyerInput) {
  const awaited = order.kind === 'social-gift' && order.giftAddressAt === null;
  const sender = input.senders[index] ?? input.orderer;
  return {
    ...(awaited ? AWAITED_ADDRESS : sender.address),
    isolatedIslandFlag: awaited ? 0 : sender.isolated,
    ...pack.sender,
  };
}

function composeSocialGift(order: Order, input: BuyerInput) {
  if (order.kind !== 'social-gift') return null;
  return {
    sgMngNumber: `${order.orderNumber}-sg`,
    inputDueDate: jstDate(order.placedAt + GIFT_INPUT_DAYS * 86_400_000),
    inputFlag: order.giftAddressAt === null ? 0 : 1,
    inputCompDatetime: order.giftAddressAt === null ? null : jstDatetime(order.giftAddressAt),
    receiverEmailAddress: order.giftAddressAt === null ? null : `g${input.emailAddress}`,
  };
}

function composeItem(line: Line, version: number) {
  const { sku } = line;
  return {
    itemDetailId: line.itemDetailId,
    itemName: sku.itemName,
    itemId: sku.itemId,
    itemNumber: sku.itemNumber,
    manageNumber: sku.manageNumber,
    price: line.priceYen,
    units: line.units,
    includePostageFlag: 0,
    includeTaxFlag: includesTax(line) ? 1 : 0,
    includeCashOnDeliveryPostageFlag: 0,
    selectedChoice: sku.choices[line.itemDetailId % Math.max(1, sku.choices.length)] ?? null,
    pointRate: 1 + (line.itemDetailId % 3 === 0 ? 9 : 0),
    pointType: line.itemDetailId % 3 === 0 ? 1 : 0,
    inventoryType: sku.skuInfo === null ? 1 : 2,
    delvdateInfo: line.itemDetailId % 2 === 0 ? '1～2営業日以内に発送予定（土日祝を除く）' : null,
    restoreInventoryFlag: 0,
    dealFlag: 0,
    drugFlag: 0,
    deleteItemFlag: line.deleted ? 1 : 0,
    taxRate: taxRateOf(line),
    priceTaxIncl: priceTaxIncluded(line),
    ...(version >= 4 && { isSingleItemShipping: 0 }),
    ...line.patch,
    ...(version >= 7 && { SkuModelList: [composeSku(line)] }),
  };
}

function composeSku(line: Line) {
  const edited = line.patch?.SkuModelList;
  const first: unknown = Array.isArray(edited) ? edited[0] : null;
  const { variantId, merchantDefinedSkuId, skuInfo } = line.sku;
  return { variantId, merchantDefinedSkuId, skuInfo, ...(typeof first === 'object' && first) };
}
