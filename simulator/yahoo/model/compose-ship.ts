import { DAY_MS, jstDate } from '../../jst.ts';
import type { Paper } from '../paper/paper.ts';
import type { Order } from '../state.ts';
import { compactDate, withHyphens } from '../times.ts';
import { type Leaf, leaf, withEmpty, written } from '../xml/tree.ts';
import { SHIP_NAMES } from './field-names.ts';

const METHOD_NAMES: Readonly<Record<string, string>> = { postage1: '宅配便', postage2: 'メール便' };

/** The Ship of an order: how it goes, and to whom. */
export function composeShip(order: Order, paper: Paper): Leaf[] {
  const { shipment } = order;
  const { recipient } = paper;
  const isGift = order.kind === 'gift';
  const isSubscription = order.kind === 'subscription';
  const hasNoshi = isGift && order.seed % 2 === 0;
  return withEmpty(SHIP_NAMES, [
    leaf('ShipStatus', order.shipStatus),
    leaf('ShipMethod', shipment.method),
    written('ShipMethodName', METHOD_NAMES[shipment.method] ?? '配送方法'),
    leaf('ShipRequestDate', paper.wantedInDays === null ? '' : jstDate(order.placedAt + paper.wantedInDays * DAY_MS)),
    leaf('ShipRequestTime', paper.wantedTime),
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
    written('GiftWrapMessage', paper.giftMessage),
    leaf('NeedGiftWrapPaper', hasNoshi),
    written('GiftWrapPaperType', hasNoshi ? '紅白蝶結び（御祝）' : ''),
    written('GiftWrapName', hasNoshi ? paper.buyer.lastName : ''),
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
    leaf('IsSubscription', isSubscription ? true : ''),
    leaf('SubscriptionId', isSubscription ? subscriptionId(order) : ''),
    leaf('SubscriptionContinueCount', isSubscription ? 1 + (order.seed % 5) : ''),
    leaf('SubscriptionCycleType', isSubscription ? 1 : ''),
    leaf('SubscriptionCycleDate', isSubscription ? 1 + (order.seed % 6) : ''),
  ]);
}

/** `teiki-<yyyyMMdd>-<shop>-<8 characters>`. */
const subscriptionId = (order: Order): string =>
  `teiki-${compactDate(order.placedAt)}-${order.shop.sellerId}-${order.seed.toString(36).padStart(8, '0').slice(0, 8)}`;
