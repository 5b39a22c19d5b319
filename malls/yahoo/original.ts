import type { BuyerMark, WaitingOrder } from '../../core/ports/index.ts';
import { readBody } from '../body.ts';
import { dayIn, parseJstLocal } from '../jst.ts';
import { fieldsJoined, type Kept, keepOnly, marksOf, values } from '../personal-data.ts';
import { progress } from './progress.ts';
import { parseYahooMoment } from './times.ts';

/** What an OrderInfo says of the names of its lines. */
interface Named {
  readonly Item?: readonly { readonly LineId?: unknown; readonly Title?: unknown }[];
}

/** 商品名 of an order's line; null where the original has none. */
export function itemNameIn(original: string, lineId: string): string | null {
  const body = readBody(original);
  const order = ((body.kind === 'json' ? body.value : null) ?? {}) as Named;
  const item = (order.Item ?? []).find(({ LineId }) => LineId === lineId);
  return typeof item?.Title === 'string' ? item.Title : null;
}

/** What an OrderInfo says of its shipment and its payment. */
interface Shipped {
  readonly OrderTime?: unknown;
  readonly OrderStatus?: unknown;
  readonly IsReadOnly?: unknown;
  readonly Pay?: { readonly PayType?: unknown; readonly PayStatus?: unknown; readonly PayDate?: unknown } | null;
  readonly Ship?: { readonly ShipRequestDate?: unknown } | null;
}

/**
 * When an order must leave, as far as it says: 処理中 can be shipped since 注文日時, and 前払い since it was paid. No end of an
 * authorisation is known. Read from what was stored, so it may lag behind the mall.
 */
export function waitingIn(original: string): WaitingOrder {
  const body = readBody(original);
  const { OrderTime, OrderStatus, IsReadOnly, Pay, Ship } = (body.kind === 'json' ? body.value : {}) as Shipped;
  const paidDay = dayIn(Pay?.PayDate);
  const isPaidFirst = Pay?.PayType === '1';
  const paidAt = isPaidFirst && paidDay !== null ? parseJstLocal(`${paidDay}T00:00:00`) : null;
  const isUnpaid = isPaidFirst && Pay?.PayStatus === '0';
  const isShippable = OrderStatus === progress.processing && IsReadOnly !== '1' && !isUnpaid;
  const orderedAt = typeof OrderTime === 'string' ? parseYahooMoment(OrderTime) : null;
  return {
    shipBy: null,
    shippableSince: isShippable ? (paidAt ?? orderedAt) : null,
    wishedDay: dayIn(Ship?.ShipRequestDate),
    cardSince: null,
  };
}

/**
 * What stays of an OrderInfo when its buyer is removed: numbers, moments, progress, lines and amounts. Not here, because people
 * write into them: comments, notes, ItemOption, Inscription, gift messages, のし, the shop's own fields (Option, Section); nor the
 * numbers of parcels and payments.
 */
const kept: Kept = {
  // OriginalOrderId, IsSubscription: of orders that were stored when these were asked for at another place.
  ...values(`OrderId Version OriginalOrderId ParentOrderId ChildOrderId IsSplit OrderTime LastUpdateTime OrderStatus
    CancelReason StoreStatus PublicationTime IsSubscription IsReadOnly SocialGiftType IsRoyalty IsRoyaltyFix
    RoyaltyFixTime SendConfirmTime SendPayTime HistoryId TotalCouponDiscount ShippingCouponFlg ShippingCouponDiscount
    IsMultiShip IsFirstClassDrugIncludes IsWelcomeGiftIncludes IsYahooAuctionOrder IsLineGiftOrder FirstOrderDoneDate
    OptionPartnerType`),
  Pay: values(`PayStatus SettleStatus PayType PayKind PayMethod PayMethodName PayActionTime PayDate CombinedPayType
    CombinedPayKind CombinedPayMethod CombinedPayMethodName`),
  Ship: values(`ShipStatus ShipMethod ShipMethodName ShipRequestDate ShipRequestTime ShipCompanyCode ShipDate ArrivalDate
    ArriveType NeedGiftWrap NeedGiftWrapPaper ExcellentDelivery IsSubscription SubscriptionContinueCount
    SubscriptionCycleType SubscriptionCycleDate CashOnDeliveryTax`),
  Item: values(`LineId ItemId Title SubCode SubCodeOption IsUsed IsTaxable ItemTaxRatio Jan ProductId CategoryId UnitPrice
    NonTaxUnitPrice Quantity ReleaseDate UnitGetPoint CouponDiscount CouponUseNum OriginalPrice OriginalNum PriceType`),
  Detail: values(`PayCharge ShipCharge GiftWrapCharge Discount UsePoint SettleAmount TotalPrice SettlePayAmount
    IsGetPointFixAll Adjustments TotalMallCouponDiscount GiftCardDiscount LineGiftCharge TotalImmediateBonusAmount
    PayMethodAmount CombinedPayMethodAmount UsePaypayPoint`),
  Seller: values('SellerId'),
};

/** An OrderInfo without its buyer, as JSON. Throws when the original is no JSON. */
export function redactOriginal(original: string): string {
  return JSON.stringify(keepOnly(JSON.parse(original), kept));
}

/**
 * Identifies the orders of one buyer: by the mail address, or by name and telephone together. An order of a social gift whose recipient
 * entered the address (SocialGiftType 1) has the shop's name and telephone in the place of its buyer's, fixed words for a first name,
 * and one mail address for all shops (https://developer.yahoo.co.jp/webapi/shopping/orderInfo.html). These identify no buyer.
 */
export function buyerMarks(original: string): readonly BuyerMark[] {
  const { Pay, SocialGiftType } = Object(JSON.parse(original)) as {
    readonly Pay?: unknown;
    readonly SocialGiftType?: unknown;
  };
  const of = (...names: readonly string[]): string => fieldsJoined(Pay, names);
  const [mail, firstName] = [of('BillMailAddress'), of('BillFirstName')];
  // The fixed values, too: an order that was stored without its SocialGiftType has them.
  if (
    SocialGiftType === '1' ||
    mail.startsWith('ml-yshp-socialgift-noreply@') ||
    firstName === 'ソーシャルギフト利用者'
  )
    return [];
  return marksOf({ mail, name: of('BillLastName') + firstName, phone: of('BillPhoneNumber') });
}
