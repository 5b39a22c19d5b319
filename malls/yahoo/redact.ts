import { fieldsJoined, isFilled, namesAlike } from '../buyer-marks.ts';
import { type Kept, keepOnly, values } from '../keep-only.ts';

/**
 * What stays of an OrderInfo when its buyer is removed: numbers, moments, progress, lines and amounts. Not here, because people
 * write into them: comments, notes, ItemOption, Inscription, gift messages; nor the numbers of parcels.
 */
const kept: Kept = {
  ...values(`OrderId Version OriginalOrderId ParentOrderId ChildOrderId IsSplit OrderTime LastUpdateTime OrderStatus
    CancelReason StoreStatus PublicationTime IsSubscription IsReadOnly SocialGiftType IsRoyalty IsRoyaltyFix
    RoyaltyFixTime SendConfirmTime`),
  Pay: values('PayStatus SettleStatus PayType PayMethod PayMethodName PayDate'),
  Ship: values(
    'ShipStatus ShipMethod ShipMethodName ShipRequestDate ShipRequestTime ShipCompanyCode ShipDate ArrivalDate',
  ),
  Item: values(`LineId ItemId Title SubCode SubCodeOption IsUsed IsTaxable ItemTaxRatio Jan ProductId CategoryId UnitPrice
    Quantity ReleaseDate UnitGetPoint CouponDiscount PriceType`),
  Detail: values(`PayCharge ShipCharge GiftWrapCharge Discount UsePoint SettleAmount TotalPrice SettlePayAmount
    IsGetPointFixAll Adjustments TotalMallCouponDiscount`),
  Seller: values('SellerId'),
};

/** An OrderInfo without its buyer, as JSON. Throws when the original is no JSON. */
export function redactOriginal(original: string): string {
  return JSON.stringify(keepOnly(JSON.parse(original), kept));
}

/** How one buyer's orders are told: by the mail address, or by name and telephone together. */
export function buyerMarks(original: string): readonly string[] {
  const { Pay } = Object(JSON.parse(original)) as { readonly Pay?: unknown };
  const of = (...names: readonly string[]): string => fieldsJoined(Pay, names);
  const [mail, name] = [namesAlike(of('BillMailAddress')), namesAlike(of('BillLastName', 'BillFirstName'))];
  const phone = of('BillPhoneNumber').replaceAll(/\D/g, '');
  return [
    ...(isFilled(mail) ? [`mail ${mail}`] : []),
    ...(isFilled(name) && isFilled(phone) ? [`name ${name} phone ${phone}`] : []),
  ];
}
