/** Some fields of one ItemModel, over the defaults of `orderModelOf`. */
export type ItemChange = Readonly<Record<string, unknown>>;

/** An OrderModel of getOrder version 10 with a made-up buyer, as far as these tests need one. */
export function orderModelOf(
  orderNumber: string,
  change: { readonly order?: ItemChange; readonly items?: readonly ItemChange[] } = {},
): Record<string, unknown> {
  return {
    orderNumber,
    orderProgress: 100,
    subStatusId: null,
    orderDatetime: '2026-11-24T15:45:07+0900',
    shopOrderCfmDatetime: null,
    goodsPrice: 3_300,
    remarks: '[配送日時指定:]\n午前中',
    OrdererModel: {
      familyName: '楓',
      firstName: '花子',
      emailAddress: '0a1b2c3d@pc.fw.example.jp',
      phoneNumber1: '000',
    },
    PackageModelList: [
      {
        basketId: 7_700_001,
        packageDeleteFlag: 0,
        SenderModel: { familyName: '楓', city: '架空市', subAddress: '1-2-3' },
        ItemModelList: (change.items ?? [{}]).map((item, index) => ({
          itemDetailId: 8_800_001 + index,
          itemName: '今治タオル',
          itemNumber: null,
          manageNumber: 'towel',
          units: 1,
          deleteItemFlag: 0,
          SkuModelList: [{ variantId: 'towel', merchantDefinedSkuId: null, skuInfo: null }],
          ...item,
        })),
        ShippingModelList: [],
      },
    ],
    CouponModelList: null,
    ...change.order,
  };
}
