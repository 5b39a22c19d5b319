import { jstDatetimeColon } from '../../jst.ts';
import { isReadOnly } from '../orders/own-order.ts';
import { paperOf } from '../paper/paper.ts';
import type { Order } from '../state.ts';
import { compact, compactDate } from '../times.ts';
import type { World } from '../world.ts';
import { type Leaf, leaf, type Tree, tree, written } from '../xml/tree.ts';
import { composeItem } from './compose-item.ts';
import { composePay } from './compose-pay.ts';
import { composeShip } from './compose-ship.ts';
import { totalPrice } from './money.ts';

const OPERATOR = 'system';

/** The OrderInfo of orderInfo with every field this mall knows. The parts come in the order that a setting says. */
export function composeOrder(world: World, order: Order): Tree {
  const paper = paperOf(order);
  const items = order.lines.map((line) => tree('Item', composeItem(line)));
  const people = [
    tree('Seller', [leaf('SellerId', order.shop.sellerId)]),
    tree('Buyer', [leaf('IsLogin', true), leaf('FspLicenseCode', ''), leaf('FspLicenseName', '')]),
  ];
  const detail = tree('Detail', composeDetail(order));
  return tree('OrderInfo', [
    ...composeHead(world, order),
    tree('Pay', composePay(order, paper)),
    tree('Ship', composeShip(order, paper)),
    ...(world.settings.answers.items === 'first' ? [detail, ...items, ...people] : [...people, ...items, detail]),
    leaf('IsReadOnly', isReadOnly(world, order) ? 1 : 0),
  ]);
}

/** What stands at the top of an OrderInfo, of the order itself. */
export function composeHead(world: World, order: Order): Leaf[] {
  const paper = paperOf(order);
  const at = (ms: number | null): string => {
    if (ms === null) return '';
    return world.settings.answers.times === 'rfc3339' ? jstDatetimeColon(ms) : compact(ms);
  };
  const isSubscription = order.kind === 'subscription';
  return [
    leaf('OrderId', order.orderId),
    leaf('Version', 1),
    leaf('OriginalOrderId', order.originalId),
    leaf('ParentOrderId', order.parentId),
    leaf('ChildOrderId', order.childIds.join(',')),
    leaf('DeviceType', paper.deviceType),
    leaf('IsSeen', order.isSeen),
    leaf('IsSplit', order.childIds.length > 0),
    leaf('IsRoyalty', order.kind !== 'test'),
    leaf('IsRoyaltyFix', false),
    leaf('IsSeller', false),
    leaf('IsAffiliate', false),
    leaf('IsRatingB2s', false),
    leaf('OrderTime', at(order.placedAt)),
    leaf('LastUpdateTime', at(order.updatedAt)),
    leaf('Suspect', 0),
    leaf('OrderStatus', order.orderStatus),
    leaf('CancelReason', order.cancelReason),
    written('CancelReasonDetail', order.cancelReasonDetail),
    leaf('StoreStatus', ''),
    leaf('RoyaltyFixTime', ''),
    leaf('SendConfirmTime', at(order.placedAt)),
    written('BuyerComments', paper.comments),
    written('Notes', order.notes),
    written('OperationUser', OPERATOR),
    leaf('FraudHoldStatus', order.fraudStatus),
    leaf('PublicationTime', at(order.publishedAt)),
    leaf('IsSubscription', isSubscription ? true : ''),
    leaf('SubscriptionId', isSubscription ? subscriptionId(order) : ''),
    leaf('SubscriptionContinueCount', isSubscription ? 1 + (order.seed % 5) : ''),
    leaf('SocialGiftType', 0),
  ];
}

/** `teiki-<yyyyMMdd>-<shop>-<8 characters>`. */
const subscriptionId = (order: Order): string =>
  `teiki-${compactDate(order.placedAt)}-${order.shop.sellerId}-${order.seed.toString(36).padStart(8, '0').slice(0, 8)}`;

function composeDetail(order: Order): Leaf[] {
  const { pay, ship, giftWrap, discount, usePoint } = order.charges;
  const total = totalPrice(order);
  return [
    leaf('PayCharge', pay),
    leaf('ShipCharge', ship),
    leaf('GiftWrapCharge', giftWrap),
    leaf('Discount', discount),
    leaf('UsePoint', usePoint),
    leaf('SettleAmount', total),
    leaf('TotalPrice', total),
    leaf('SettlePayAmount', ''),
    leaf('IsGetPointFixAll', false),
    leaf('Adjustments', ''),
    leaf('TotalMallCouponDiscount', ''),
  ];
}
