import type { BuyerMark } from '../../core/ports/index.ts';
import { fieldsJoined, marksOf } from '../buyer-marks.ts';
import { type Kept, keepOnly, values } from '../keep-only.ts';

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
