/** What of an order's place in the listing is asked for. */
export const listedFields = 'OrderId,OrderTime,PublicationTime,LastUpdateTime';

/**
 * Every field of an order that Yahoo's pages name and that a shop's people see; what is not asked for does not come. A name that Yahoo does
 * not know may be refused: `docs/malls/yahoo.md`.
 */
export const orderFields = [
  'OrderId Version OriginalOrderId ParentOrderId ChildOrderId DeviceType IsSeen IsSplit IsRoyalty IsRoyaltyFix IsSeller',
  'IsAffiliate IsRatingB2s OrderTime LastUpdateTime Suspect OrderStatus CancelReason CancelReasonDetail StoreStatus',
  'RoyaltyFixTime SendConfirmTime BuyerComments Notes OperationUser FraudHoldStatus PublicationTime IsSubscription',
  'SubscriptionId SubscriptionContinueCount SocialGiftType IsReadOnly',
  'PayStatus SettleStatus PayType PayMethod PayMethodName PayDate PayNotes SettleId CardBrand CardNumberLast4 CardPayType',
  'NeedBillSlip NeedDetailedSlip NeedReceipt BillFirstName BillFirstNameKana BillLastName BillLastNameKana BillZipCode',
  'BillPrefecture BillPrefectureKana BillCity BillCityKana BillAddress1 BillAddress1Kana BillAddress2 BillAddress2Kana',
  'BillPhoneNumber BillEmgPhoneNumber BillMailAddress',
  'ShipStatus ShipMethod ShipMethodName ShipRequestDate ShipRequestTime ShipNotes ShipInvoiceNumber1 ShipInvoiceNumber2',
  'ShipInvoiceNumberEmptyReason ShipCompanyCode ShipUrl ArriveType ShipDate ArrivalDate NeedGiftWrap GiftWrapType',
  'GiftWrapMessage NeedGiftWrapPaper ShipFirstName ShipFirstNameKana ShipLastName ShipLastNameKana ShipZipCode',
  'ShipPrefecture ShipPrefectureKana ShipCity ShipCityKana ShipAddress1 ShipAddress1Kana ShipAddress2 ShipAddress2Kana',
  'ShipPhoneNumber ShipEmgPhoneNumber',
  'SellerId IsLogin FspLicenseCode FspLicenseName',
  'LineId ItemId Title SubCode SubCodeOption ItemOption Inscription IsUsed ImageId IsTaxable ItemTaxRatio Jan ProductId',
  'CategoryId UnitPrice Quantity ReleaseDate UnitGetPoint CouponDiscount PriceType',
  'PayCharge ShipCharge GiftWrapCharge Discount UsePoint SettleAmount TotalPrice SettlePayAmount IsGetPointFixAll',
  'Adjustments TotalMallCouponDiscount',
]
  .join(' ')
  .replaceAll(' ', ',');

/** Parts of an order that may come once or several times: a list always, so that an order of one line looks like any other. */
export const listsOfOrder: ReadonlySet<string> = new Set(['Item', 'ItemOption']);
