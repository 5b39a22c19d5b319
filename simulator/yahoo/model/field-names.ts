/** Every name that a `Field` can ask this mall for. The real mall has more. */
const NAMES = `
OrderId Version OriginalOrderId ParentOrderId ChildOrderId DeviceType IsSeen IsSplit IsRoyalty IsRoyaltyFix IsSeller
IsAffiliate IsRatingB2s OrderTime LastUpdateTime Suspect OrderStatus CancelReason CancelReasonDetail StoreStatus
RoyaltyFixTime SendConfirmTime BuyerComments Notes OperationUser FraudHoldStatus PublicationTime IsSubscription
SubscriptionId SubscriptionContinueCount SocialGiftType IsReadOnly
PayStatus SettleStatus PayType PayMethod PayMethodName PayDate PayNotes SettleId CardBrand CardNumberLast4 CardPayType
NeedBillSlip NeedDetailedSlip NeedReceipt BillFirstName BillFirstNameKana BillLastName BillLastNameKana BillZipCode
BillPrefecture BillPrefectureKana BillCity BillCityKana BillAddress1 BillAddress1Kana BillAddress2 BillAddress2Kana
BillPhoneNumber BillEmgPhoneNumber BillMailAddress
ShipStatus ShipMethod ShipMethodName ShipRequestDate ShipRequestTime ShipNotes ShipInvoiceNumber1 ShipInvoiceNumber2
ShipInvoiceNumberEmptyReason ShipCompanyCode ShipUrl ArriveType ShipDate ArrivalDate NeedGiftWrap GiftWrapType
GiftWrapMessage NeedGiftWrapPaper ShipFirstName ShipFirstNameKana ShipLastName ShipLastNameKana ShipZipCode
ShipPrefecture ShipPrefectureKana ShipCity ShipCityKana ShipAddress1 ShipAddress1Kana ShipAddress2 ShipAddress2Kana
ShipPhoneNumber ShipEmgPhoneNumber
SellerId IsLogin FspLicenseCode FspLicenseName
LineId ItemId Title SubCode SubCodeOption ItemOption Inscription IsUsed ImageId IsTaxable ItemTaxRatio Jan ProductId
CategoryId UnitPrice Quantity ReleaseDate UnitGetPoint CouponDiscount PriceType
PayCharge ShipCharge GiftWrapCharge Discount UsePoint SettleAmount TotalPrice SettlePayAmount IsGetPointFixAll
Adjustments TotalMallCouponDiscount`;

export const FIELD_NAMES: ReadonlySet<string> = new Set(NAMES.trim().split(/\s+/));
