import { jstDatetimeColon, jstStamp } from '../../jst.ts';
import { isReadOnly } from '../orders/own-order.ts';
import { paperOf } from '../paper/paper.ts';
import type { Order } from '../state.ts';
import { compact } from '../times.ts';
import type { World } from '../world.ts';
import { type Leaf, leaf, type Tree, tree, withEmpty, written } from '../xml/tree.ts';
import { composeItem } from './compose-item.ts';
import { composePay } from './compose-pay.ts';
import { composeShip } from './compose-ship.ts';
import { BUYER_NAMES, DETAIL_NAMES, HEAD_NAMES, SELLER_NAMES } from './field-names.ts';
import { totalPrice } from './money.ts';

const OPERATOR = 'system';
/** IsReadOnly comes last of all. */
const headNames = HEAD_NAMES.filter((name) => name !== 'IsReadOnly');

/** The OrderInfo of orderInfo with every field this mall knows. The parts come in the order that a setting says. */
export function composeOrder(world: World, order: Order): Tree {
  const paper = paperOf(order);
  const items = order.lines.map((line) => tree('Item', composeItem(line)));
  const people = [
    tree('Seller', withEmpty(SELLER_NAMES, [leaf('SellerId', order.shop.sellerId)])),
    tree('Buyer', withEmpty(BUYER_NAMES, [leaf('IsLogin', true)])),
  ];
  const detail = tree('Detail', composeDetail(order));
  return tree('OrderInfo', [
    ...withEmpty(headNames, composeHead(world, order)),
    tree('Pay', composePay(world, order, paper)),
    tree('Ship', composeShip(order, paper)),
    ...(world.settings.answers.items === 'first' ? [detail, ...items, ...people] : [...people, ...items, detail]),
    leaf('IsReadOnly', isReadOnly(world, order) ? 1 : 0),
  ]);
}

/**
 * What stands at the top of an OrderInfo, of the order itself, as far as this mall fills it. OriginalOrderId is of orderList alone: no
 * Field of orderInfo may name it.
 */
export function composeHead(world: World, order: Order): Leaf[] {
  const paper = paperOf(order);
  const { times, zones, repeats } = world.settings.answers;
  const at = (ms: number | null, hasZone = zones !== 'nowhere'): string => {
    if (ms === null) return '';
    if (times === 'compact') return compact(ms);
    return hasZone ? jstDatetimeColon(ms) : jstStamp(ms);
  };
  return [
    leaf('OrderId', order.orderId),
    leaf('Version', 1),
    leaf('OriginalOrderId', order.originalId),
    leaf('ParentOrderId', order.parentId),
    leaf('ChildOrderId', shownParts(world, order).join(',')),
    leaf('DeviceType', paper.deviceType),
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
    leaf('CancelReason', order.cancelReason),
    written('CancelReasonDetail', order.cancelReasonDetail),
    leaf('StoreStatus', order.seed % 4 === 0 ? 1 + (order.seed % 20) : ''),
    leaf('SendConfirmTime', at(order.placedAt)),
    written('BuyerComments', paper.comments),
    written('Notes', order.notes),
    written('OperationUser', OPERATOR),
    leaf('FraudHoldStatus', order.fraudStatus),
    leaf('PublicationTime', at(order.publishedAt, zones === 'everywhere')),
    leaf('SocialGiftType', order.kind === 'social-gift' ? 1 : 0),
  ];
}

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
