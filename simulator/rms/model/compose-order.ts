import { DAY_MS, jstDate, jstDatetime } from '../../jst.ts';
import { isPrepaid, isShopChosen, settlementName } from '../orders/settlement-methods.ts';
import { type Paper, paperOf } from '../paper/paper.ts';
import { linesOf, type Order } from '../state.ts';
import { composePackage } from './compose-package.ts';
import { type OrderMoney, orderMoney } from './money.ts';
import { composeTaxSummary } from './tax-summary.ts';

/** The newest version of getOrder this simulator knows. */
export const NEWEST_VERSION = 10;

/** An OrderModel of version 10; older versions lack some fields. */
export type OrderModel = ReturnType<typeof composeOrder>;

const at = (ms: number | null): string | null => (ms === null ? null : jstDatetime(ms));

/** The OrderModel as `version` of getOrder shows it: fields came with versions, and goodsTax went. */
export function composeOrder(order: Order, version: number) {
  const paper = paperOf(order);
  const money = orderMoney(order, paper);
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
    ...composeWishes(order, paper),
    ...composeFlags(order, paper, version),
    ...composeSums(money, version),
    ...(version >= 5 && { receiptIssueCount: 0, receiptIssueHistoryList: [] as string[] }),
    ...order.patch,
    OrdererModel: composeOrderer(order, paper),
    SettlementModel: composeSettlement(order, paper),
    DeliveryModel: { deliveryName: paper.deliveryName, deliveryClass: null as number | null, ...order.delivery },
    PointModel: { usedPoint: money.usedPoint },
    WrappingModel1: order.wrappings[0] ?? null,
    WrappingModel2: order.wrappings[1] ?? null,
    PackageModelList: order.packages.map((pack, index) => composePackage(order, pack, index, paper, version)),
    CouponModelList: order.usesCoupon ? [composeCoupon(order, paper, money)] : null,
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

function composeWishes(order: Order, paper: Paper) {
  const date = paper.deliveryInDays === null ? null : jstDate(order.placedAt + paper.deliveryInDays * DAY_MS);
  return {
    deliveryDate: date,
    shippingTerm: paper.shippingTerm,
    remarks: `[配送日時指定:]\n${date ?? '指定なし'}\n\n[備考:]\n${paper.remark}\n`,
  };
}

function composeFlags(order: Order, paper: Paper, version: number) {
  const isolated = paper.senders.some((sender) => sender.isolated === 1) ? 1 : 0;
  return {
    giftCheckFlag: order.kind === 'gift' ? 1 : 0,
    ...(version >= 10 && { socialGiftFlag: order.kind === 'social-gift' ? 1 : 0 }),
    severalSenderFlag: order.packages.length > 1 ? 1 : 0,
    equalSenderFlag: order.packages.length === 1 && paper.senders[0] === paper.orderer ? 1 : 0,
    isolatedIslandFlag: isolated,
    rakutenMemberFlag: paper.rakutenMember,
    carrierCode: paper.carrierCode,
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
    ...(version >= 8 && { deliveryCertPrgFlag: paper.oneDay, oneDayOperationFlag: paper.oneDay }),
    membershipType: paper.membershipType,
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

function composeOrderer(order: Order, paper: Paper) {
  const [birthYear, birthMonth, birthDay] = paper.birth;
  return {
    ...paper.orderer.address,
    emailAddress: paper.emailAddress,
    sex: paper.orderer.sex as string,
    birthYear,
    birthMonth,
    birthDay,
    ...order.orderer,
  };
}

function composeSettlement(order: Order, paper: Paper) {
  const card = order.settlementCode === 1 ? paper.card : null;
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

function composeCoupon(order: Order, paper: Paper, money: OrderMoney) {
  return {
    couponCode: paper.couponCode,
    itemId: 0,
    couponName: `店内全品${paper.couponYen}円OFFクーポン【お買い物マラソン期間限定】`,
    couponSummary: `${paper.couponYen}円値引`,
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
