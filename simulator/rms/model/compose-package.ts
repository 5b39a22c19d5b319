import { jstDate, jstDatetime } from '../../jst.ts';
import { companyName } from '../orders/delivery-companies.ts';
import { AWAITED_ADDRESS } from '../paper/addresses.ts';
import type { Paper } from '../paper/paper.ts';
import type { Line, Order, Package } from '../state.ts';
import { includesTax, packageMoney, priceTaxIncluded, taxRateOf } from './money.ts';

/** How long a recipient has to give an address: `inputDueDate` of a social gift. */
const GIFT_INPUT_DAYS = 14;

/** One PackageModel as `version` of getOrder shows it. */
export function composePackage(order: Order, pack: Package, index: number, paper: Paper, version: number) {
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
    noshi: paper.noshi,
    ...(version >= 4 && { defaultDeliveryCompanyCode: '1001' }),
    ...(version >= 9 && { dropOffFlag: paper.dropOff === null ? 0 : 1, dropOffLocation: paper.dropOff }),
    packageDeleteFlag: pack.deleted ? 1 : 0,
    ...pack.patch,
    SenderModel: composeSender(order, pack, index, paper),
    ItemModelList: pack.lines.map((line) => composeItem(line, version)),
    ShippingModelList: pack.rows.map((row) => ({
      shippingDetailId: row.shippingDetailId,
      shippingNumber: row.shippingNumber,
      deliveryCompany: row.deliveryCompany,
      deliveryCompanyName: companyName(row.deliveryCompany),
      shippingDate: row.shippingDate,
    })),
    DeliveryCvsModel: order.kind === 'convenience-store' ? paper.store : null,
    ...(version >= 10 && { SocialGiftModel: composeSocialGift(order, paper) }),
  };
}

function composeSender(order: Order, pack: Package, index: number, paper: Paper) {
  const awaited = order.kind === 'social-gift' && order.giftAddressAt === null;
  const sender = paper.senders[index] ?? paper.orderer;
  return {
    ...(awaited ? AWAITED_ADDRESS : sender.address),
    isolatedIslandFlag: awaited ? 0 : sender.isolated,
    ...pack.sender,
  };
}

function composeSocialGift(order: Order, paper: Paper) {
  if (order.kind !== 'social-gift') return null;
  return {
    sgMngNumber: `${order.orderNumber}-sg`,
    inputDueDate: jstDate(order.placedAt + GIFT_INPUT_DAYS * 86_400_000),
    inputFlag: order.giftAddressAt === null ? 0 : 1,
    inputCompDatetime: order.giftAddressAt === null ? null : jstDatetime(order.giftAddressAt),
    receiverEmailAddress: order.giftAddressAt === null ? null : `g${paper.emailAddress}`,
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
