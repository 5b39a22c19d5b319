import { compactDate, compactDatetime, DAY_MS, jstDate, jstDatetimeColon, jstStamp, withHyphens } from '../jst.ts';
import { type BuyerInput, buyerInputOf, socialGiftBill } from './buyer.ts';
import {
  BUYER_NAMES,
  DETAIL_NAMES,
  HEAD_NAMES,
  ITEM_NAMES,
  PAY_NAMES,
  SELLER_NAMES,
  SHIP_NAMES,
} from './field-names.ts';
import { isCard, isReadOnly, payMethod } from './lifecycle.ts';
import type { Line, Order, World } from './state.ts';
import { isLeaf, type Leaf, leaf, type Tree, tree, withEmpty, written } from './xml.ts';

const OPERATOR = 'system';
/** IsReadOnly comes last of all. */
const headNames = HEAD_NAMES.filter((name) => name !== 'IsReadOnly');

/** The OrderInfo of orderInfo with every field this mall knows. The parts come in the order that a setting says. */
export function composeOrder(world: World, order: Order): Tree {
  const input = buyerInputOf(order);
  const items = order.lines.map((line) => tree('Item', composeItem(line)));
  const people = [
    tree('Seller', withEmpty(SELLER_NAMES, [leaf('SellerId', order.shop.code)])),
    tree('Buyer', withEmpty(BUYER_NAMES, [leaf('IsLogin', true)])),
  ];
  const detail = tree('Detail', composeDetail(order));
  return tree('OrderInfo', [
    ...withEmpty(headNames, composeHead(world, order)),
    tree('Pay', composePay(world, order, input)),
    tree('Ship', composeShip(world, order, input)),
    ...(world.settings.answers.items === 'first' ? [detail, ...items, ...people] : [...people, ...items, detail]),
    leaf('IsReadOnly', isReadOnly(world, order) ? 1 : 0),
  ]);
}

/**
 * What stands at the top of an OrderInfo, of the order itself, as far as this mall fills it. OriginalOrderId is of orderList alone: no
 * Field of orderInfo may name it.
 */
function composeHead(world: World, order: Order): Leaf[] {
  const input = buyerInputOf(order);
  const { times, zones, repeats } = world.settings.answers;
  const at = (ms: number | null, hasZone = zones !== 'nowhere'): string => {
    if (ms === null) return '';
    if (times === 'compact') return compactDatetime(ms);
    return hasZone ? jstDatetimeColon(ms) : jstStamp(ms);
  };
  return [
    leaf('OrderId', order.orderId),
    leaf('Version', 1),
    leaf('OriginalOrderId', order.originalId),
    leaf('ParentOrderId', order.parentId),
    leaf('ChildOrderId', shownParts(world, order).join(',')),
    leaf('DeviceType', input.deviceType),
    leaf('IsSeen', order.isSeen),
    leaf('IsSplit', order.childIds.length > 0),
    leaf('IsRoyalty', order.kind !== 'test'),
    leaf('IsRoyaltyFix', repeats),
    ...(repeats ? [leaf('IsRoyaltyFix', false)] : []),
    leaf('IsSeller', false),
    leaf('IsAffiliate', false),
    leaf('IsRatingB2s', false),
    leaf('OrderTime', at(order.placedAt)),
    leaf('LastUpdateTime', at(order.updatedAt)),
    leaf('Suspect', 0),
    leaf('OrderStatus', order.orderStatus),
    leaf('CancelReason', order.cancelReason ?? requestedReason(world, order)),
    written('CancelReasonDetail', order.cancelReasonDetail),
    leaf('StoreStatus', order.seed % 4 === 0 ? 1 + (order.seed % 20) : ''),
    leaf('SendConfirmTime', at(order.placedAt)),
    written('BuyerComments', input.comments),
    written('Notes', order.notes),
    written('OperationUser', OPERATOR),
    leaf('FraudHoldStatus', order.fraudStatus),
    leaf('PublicationTime', at(order.publishedAt, zones === 'everywhere')),
    leaf('SocialGiftType', order.kind === 'social-gift' ? 1 : 0),
  ];
}

/** 注文者都合のキャンセル: what a setting lets an order show whose buyer asks for its cancel. */
const requestedReason = ({ settings }: World, { cancelRequested }: Order): number | null =>
  cancelRequested && settings.flow.cancelRequest === 'reason' ? 100 : null;

/** The two parts of a split, where a setting has them: at the order that was split, or at each of the parts. */
function shownParts(world: World, order: Order): readonly string[] {
  switch (world.settings.split.childIds) {
    case 'source':
      return order.childIds;
    case 'parts':
      return world.orders.get(order.parentId)?.childIds ?? [];
    case 'nowhere':
      return [];
  }
}

function composeDetail(order: Order): Leaf[] {
  const { pay, ship, giftWrap, discount, usePoint } = order.charges;
  const total = totalPrice(order);
  return withEmpty(DETAIL_NAMES, [
    leaf('PayCharge', pay),
    leaf('ShipCharge', ship),
    leaf('GiftWrapCharge', giftWrap),
    leaf('Discount', discount),
    leaf('UsePoint', usePoint),
    leaf('SettleAmount', total),
    leaf('TotalPrice', total),
    leaf('IsGetPointFixAll', false),
  ]);
}

/** One Item. ItemOption is one, several, or an empty element where the buyer had nothing to choose. */
function composeItem({ lineId, sku, units }: Line): readonly (Leaf | Tree)[] {
  const chosen = sku.options[lineId % Math.max(1, sku.options.length)]?.split(':');
  const options = [...sku.variant, ...(chosen ? [{ name: chosen[0] ?? '', value: chosen[1] ?? '' }] : [])];
  return withEmpty(ITEM_NAMES, [
    leaf('LineId', lineId),
    written('ItemId', sku.itemCode),
    written('Title', sku.title),
    written('SubCode', sku.subCode),
    written('SubCodeOption', sku.variant.map(({ name, value }) => `${name}:${value}`).join('#')),
    ...(options.length === 0 ? [leaf('ItemOption', '')] : options.map(composeOption)),
    leaf('IsUsed', false),
    leaf('IsTaxable', true),
    leaf('ItemTaxRatio', sku.taxRatio),
    leaf('CategoryId', 1),
    leaf('UnitPrice', sku.priceYen),
    leaf('Quantity', units),
    leaf('UnitGetPoint', Math.floor(sku.priceYen / 100)),
    leaf('PriceType', 0),
  ]);
}

function composeOption({ name, value }: { name: string; value: string }, index: number): Tree {
  return tree('ItemOption', [
    leaf('Index', index + 1),
    written('Name', name),
    written('Value', value),
    leaf('Price', 0),
  ]);
}

/** The Pay of an order: how it is paid, and who is billed. */
function composePay(world: World, order: Order, input: BuyerInput): Leaf[] {
  const method = payMethod(order.payMethod);
  const card = isCard(order);
  const { buyer, mailAddress } = order.kind === 'social-gift' ? socialGiftBill(order.shop) : input;
  const needBillSlip = leaf('NeedBillSlip', false);
  return withEmpty(PAY_NAMES, [
    leaf('PayStatus', order.payStatus),
    leaf('SettleStatus', order.settleStatus),
    leaf('PayType', method.payType),
    leaf('PayMethod', method.id),
    written('PayMethodName', method.name),
    leaf('PayDate', withHyphens(order.payDate)),
    leaf('SettleId', input.settleId),
    written('CardBrand', card ? input.cardBrand : ''),
    leaf('CardNumberLast4', card ? input.cardLast4 : ''),
    leaf('CardPayType', card ? 1 : ''),
    needBillSlip,
    ...(world.settings.answers.repeats ? [needBillSlip] : []),
    leaf('NeedDetailedSlip', order.kind !== 'gift'),
    leaf('NeedReceipt', order.seed % 7 === 0),
    written('BillFirstName', buyer.firstName),
    written('BillFirstNameKana', buyer.firstNameKana),
    written('BillLastName', buyer.lastName),
    written('BillLastNameKana', buyer.lastNameKana),
    written('BillZipCode', buyer.zipCode),
    written('BillPrefecture', buyer.prefecture),
    written('BillCity', buyer.city),
    written('BillAddress1', buyer.address1),
    written('BillAddress2', buyer.address2),
    written('BillPhoneNumber', buyer.phone),
    written('BillMailAddress', mailAddress),
  ]);
}

const METHOD_NAMES: Readonly<Record<string, string>> = { postage1: '宅配便', postage2: 'メール便' };

/** The Ship of an order: how it goes, and to whom. */
function composeShip(world: World, order: Order, input: BuyerInput): Leaf[] {
  const { shipment } = order;
  const { recipient } = input;
  const isGift = order.kind === 'gift';
  const isSubscription = order.kind === 'subscription';
  const hasNoshi = isGift && order.seed % 2 === 0;
  return withEmpty(SHIP_NAMES, [
    leaf('ShipStatus', order.shipStatus),
    leaf('ShipMethod', shipment.method),
    written('ShipMethodName', METHOD_NAMES[shipment.method] ?? '配送方法'),
    leaf('ShipRequestDate', input.wantedInDays === null ? '' : jstDate(order.placedAt + input.wantedInDays * DAY_MS)),
    leaf('ShipRequestTime', input.wantedTime),
    written('ShipNotes', shipment.notes),
    leaf('ShipInvoiceNumber1', shipment.invoiceNumber1),
    leaf('ShipInvoiceNumber2', shipment.invoiceNumber2),
    leaf('ShipInvoiceNumberEmptyReason', shipment.emptyReason),
    leaf('ShipCompanyCode', shipment.companyCode),
    written('ShipUrl', shipment.url),
    leaf('ArriveType', 0),
    leaf('ShipDate', withHyphens(shipment.shipDate)),
    leaf('ArrivalDate', withHyphens(shipment.arrivalDate)),
    leaf('NeedGiftWrap', isGift),
    written('GiftWrapType', isGift ? '包装紙（和柄・青海波）' : ''),
    written('GiftWrapMessage', input.giftMessage),
    leaf('NeedGiftWrapPaper', hasNoshi),
    written('GiftWrapPaperType', hasNoshi ? '紅白蝶結び（御祝）' : ''),
    written('GiftWrapName', hasNoshi ? input.buyer.lastName : ''),
    written('Option1Field', isGift ? 'ご用途' : ''),
    leaf('Option1Type', isGift ? 0 : ''),
    written('Option1Value', isGift ? '内祝' : ''),
    written('ShipFirstName', recipient.firstName),
    written('ShipFirstNameKana', recipient.firstNameKana),
    written('ShipLastName', recipient.lastName),
    written('ShipLastNameKana', recipient.lastNameKana),
    written('ShipZipCode', recipient.zipCode),
    written('ShipPrefecture', recipient.prefecture),
    written('ShipCity', recipient.city),
    written('ShipAddress1', recipient.address1),
    written('ShipAddress2', recipient.address2),
    written('ShipPhoneNumber', recipient.phone),
    ...composeSatellite(world, order),
    leaf('IsSubscription', isSubscription ? true : ''),
    leaf('SubscriptionId', isSubscription ? subscriptionId(order) : ''),
    leaf('SubscriptionContinueCount', isSubscription ? 1 + (order.seed % 5) : ''),
    leaf('SubscriptionCycleType', isSubscription ? 1 : ''),
    leaf('SubscriptionCycleDate', isSubscription ? 1 + (order.seed % 6) : ''),
  ]);
}

/** 自宅外配送, of one plain order of forty: its buyer collects it at a post office, and the address is the buyer's own all the same. */
function composeSatellite({ settings }: World, { kind, seed }: Order): Leaf[] {
  if (kind !== 'plain' || seed % 40 !== 0) {
    return [leaf('ReceiveSatelliteType', settings.answers.noSatellite === 'zero' ? 0 : '')];
  }
  return [
    leaf('ReceiveSatelliteType', 1),
    written('ReceiveSatelliteCompanyName', '日本郵便'),
    written('ReceiveSatelliteShopName', '角町郵便局'),
  ];
}

/** `teiki-<yyyyMMdd>-<shop>-<8 characters>`. */
const subscriptionId = (order: Order): string =>
  `teiki-${compactDate(order.placedAt)}-${order.shop.code}-${order.seed.toString(36).padStart(8, '0').slice(0, 8)}`;

/** 商品金額合計, 税込. */
const goodsPrice = (order: Order): number => order.lines.reduce((sum, line) => sum + line.sku.priceYen * line.units, 0);

/** 合計金額 = goods + gift wrap + postage + fee − discount − points used. */
function totalPrice(order: Order): number {
  const { pay, ship, giftWrap, discount, usePoint } = order.charges;
  return goodsPrice(order) + giftWrap + ship + pay - discount - usePoint;
}

/**
 * An order's fields as orderList picks from them: those of its parts in one list, and those of each Item. Where only fields of its head
 * are `asked` for, as pollers do, nothing else is made.
 */
export function leavesOf(
  world: World,
  order: Order,
  asked: ReadonlySet<string>,
): { flat: Leaf[]; items: (Leaf | Tree)[][] } {
  const flat: Leaf[] = [];
  const items: (Leaf | Tree)[][] = [];
  const head = composeHead(world, order);
  if (asked.size <= head.length && head.filter(({ name }) => asked.has(name)).length === asked.size) {
    return { flat: head, items };
  }
  for (const part of composeOrder(world, order).parts) {
    if (isLeaf(part)) flat.push(part);
    else if (part.name === 'Item') items.push([...part.parts]);
    else flat.push(...part.parts.filter(isLeaf));
  }
  return { flat, items };
}
