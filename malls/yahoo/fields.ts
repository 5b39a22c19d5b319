/** What of an order's place in the listing is asked for. */
export const listedFields = 'OrderId,OrderTime,PublicationTime,LastUpdateTime';

/**
 * Every field of orderInfo, in the groups of Yahoo's page (https://developer.yahoo.co.jp/webapi/shopping/orderInfo.html); what is not
 * asked for does not come, and a name that the function does not have is refused with od90101, for every order. OriginalOrderId is such
 * a name: orderList alone has it.
 *
 * Left out on purpose: numbers and owners of cards (CardNumber, CardExpireYear, CardExpireMonth, CardHolderName, CardBirthDay), where a
 * buyer came from (Referer, EntryPoint), and what the page calls unused or not yet released (SellerComments, IsLineCommerceTabOrder,
 * XshoppingStoreType).
 */
export const orderFields = [
  'OrderId Version ParentOrderId ChildOrderId DeviceType MobileCarrierName IsSeen IsSplit CancelReason CancelReasonDetail',
  'IsRoyalty IsRoyaltyFix IsSeller IsAffiliate IsRatingB2s NeedSnl OrderTime LastUpdateTime Suspect SuspectMessage',
  'OrderStatus StoreStatus RoyaltyFixTime SendConfirmTime SendPayTime PrintSlipTime PrintDeliveryTime PrintBillTime',
  'BuyerComments Notes OperationUser HistoryId UsageId UseCouponData TotalCouponDiscount ShippingCouponFlg',
  'ShippingCouponDiscount CampaignPoints IsMultiShip MultiShipId IsReadOnly IsFirstClassDrugIncludes',
  'IsFirstClassDrugAgreement IsWelcomeGiftIncludes YamatoCoopStatus FraudHoldStatus PublicationTime IsYahooAuctionOrder',
  'YahooAuctionMerchantId YahooAuctionId IsYahooAuctionDeferred YahooAuctionCategoryType YahooAuctionBidType',
  'YahooAuctionBundleType GoodStoreStatus CurrentGoodStoreBenefitApply CurrentPromoPkgApply LineGiftOrderId',
  'IsLineGiftOrder ImmediateBonus SlowlyShipPoint SlowlyShipPointFixDate IsSlowlyShipPointFix CampaignGiftCards',
  'OverlapOrderResult FirstOrderDoneDate DonationId SocialGiftType IsVip InsuranceStatus AffiliateType OptionPartnerType',

  'PayStatus SettleStatus PayType PayKind PayMethod PayMethodName SellerHandlingCharge PayActionTime PayDate PayNotes',
  'SettleId CardBrand CardNumberLast4 CardPayType CardPayCount UseYahooCard UseWallet NeedBillSlip NeedDetailedSlip',
  'NeedReceipt AgeConfirmField AgeConfirmValue AgeConfirmCheck BillAddressFrom BillFirstName BillFirstNameKana',
  'BillLastName BillLastNameKana BillZipCode BillPrefecture BillPrefectureKana BillCity BillCityKana BillAddress1',
  'BillAddress1Kana BillAddress2 BillAddress2Kana BillPhoneNumber BillEmgPhoneNumber BillMailAddress BillSection1Field',
  'BillSection1Value BillSection2Field BillSection2Value PayNo PayNoIssueDate ConfirmNumber PaymentTerm IsApplePay',
  'PayMethodChangeDeadline PayMethodChangeDoneDate IsPayMethodChangePossible LineGiftPayMethodName CombinedPayType',
  'CombinedPayKind CombinedPayMethod CombinedPayMethodName',

  'ShipStatus ShipMethod ShipMethodName ShipRequestDate ShipRequestTime ShipNotes ShipCompanyCode ReceiveShopCode',
  'ShipInvoiceNumber1 ShipInvoiceNumber2 ShipInvoiceNumberEmptyReason ShipUrl ArriveType ShipDate ArrivalDate',
  'NeedGiftWrap GiftWrapCode GiftWrapType GiftWrapMessage NeedGiftWrapPaper GiftWrapPaperType GiftWrapName Option1Field',
  'Option1Type Option1Value Option2Field Option2Type Option2Value ShipFirstName ShipFirstNameKana ShipLastName',
  'ShipLastNameKana ShipZipCode ShipPrefecture ShipPrefectureKana ShipCity ShipCityKana ShipAddress1 ShipAddress1Kana',
  'ShipAddress2 ShipAddress2Kana ShipPhoneNumber ShipEmgPhoneNumber ShipSection1Field ShipSection1Value',
  'ShipSection2Field ShipSection2Value ReceiveSatelliteType ReceiveSatelliteSettleMethod ReceiveSatelliteMethod',
  'ReceiveSatelliteCompanyName ReceiveSatelliteShopCode ReceiveSatelliteShopName ReceiveSatelliteShipKind',
  'ReceiveSatelliteYahooCode ReceiveSatelliteCertificationNumber CollectionDate CashOnDeliveryTax NumberUnitsShipped',
  'ShipRequestTimeZoneCode ShipInstructType ShipInstructStatus ReceiveShopType ReceiveShopName ExcellentDelivery IsEazy',
  'EazyDeliveryCode EazyDeliveryName IsMallContactlessDelivery MallContactlessDeliveryStatus IsSubscription',
  'SubscriptionId SubscriptionContinueCount SubscriptionCycleType SubscriptionCycleDate IsLineGiftShippable',
  'ShippingDeadline UseGiftCardData DeliveryStatus YamatoInputDate SagawaInputDate FirstArrivalDateTime DeliveryDate',
  'DeliveryTimeZone ShipCompanyMethodCode ShipCompanyReceivedDatetime ShipContactlessDeliveryCode JapanPostInputDate',
  'RemoteAreaShippingType',

  'PayCharge ShipCharge GiftWrapCharge Discount Adjustments SettleAmount UsePoint GiftCardDiscount TotalPrice',
  'SettlePayAmount IsGetPointFixAll TotalMallCouponDiscount IsGetStoreBonusFixAll LineGiftCharge',
  'TotalImmediateBonusAmount TotalImmediateBonusRatio PayMethodAmount CombinedPayMethodAmount UsePaypayPoint',

  'LineId ItemId Title SubCode SubCodeOption ItemOption Inscription IsUsed ImageId IsTaxable ItemTaxRatio Jan ProductId',
  'CategoryId AffiliateRatio UnitPrice NonTaxUnitPrice Quantity PointAvailQuantity ReleaseDate PointFspCode PointRatioY',
  'PointRatioSeller UnitGetPoint IsGetPointFix GetPointFixDate CouponData CouponDiscount CouponUseNum OriginalPrice',
  'OriginalNum LeadTimeText LeadTimeStart LeadTimeEnd PriceType PickAndDeliveryCode PickAndDeliveryTransportRuleType',
  'YamatoUndeliverableReason StoreBonusRatioSeller UnitGetStoreBonus IsGetStoreBonusFix GetStoreBonusFixDate',
  'ItemYahooAucId ItemYahooAucMerchantId PointBaseUnitPrice MallCouponData YourTimesaleDiscount SubscriptionPointRatio',
  'ChannelGoodsPlanId ChannelGoodsPlanName IsAffiliateItem',

  'SellerId LineGiftAccount',
  'IsLogin FspLicenseCode FspLicenseName GuestAuthId',
]
  .join(' ')
  .replaceAll(' ', ',');

/** What of an order is read before a change and after it. */
export const stateFields =
  'OrderId,OrderStatus,IsSeen,IsReadOnly,LastUpdateTime,Notes,PayStatus,ShipStatus,ShipCompanyCode,ShipInvoiceNumber1,ShipInvoiceNumber2,ShipInvoiceNumberEmptyReason,ShipDate';

/** Parts of an order that may come once or several times: a list always, so that an order of one line looks like any other. */
export const listsOfOrder: ReadonlySet<string> = new Set(['Item', 'ItemOption', 'Inscription']);
