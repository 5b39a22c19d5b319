import { DAY_MS, jstDate } from '../../jst.ts';
import type { Paper } from '../paper/paper.ts';
import type { Order } from '../state.ts';
import { withHyphens } from '../times.ts';
import { type Leaf, leaf, written } from '../xml/tree.ts';

const METHOD_NAMES: Readonly<Record<string, string>> = { postage1: '宅配便', postage2: 'メール便' };

/** The Ship of an order: how it goes, and to whom. */
export function composeShip(order: Order, paper: Paper): Leaf[] {
  const { shipment } = order;
  const { recipient } = paper;
  const isGift = order.kind === 'gift';
  return [
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
    leaf('NeedGiftWrapPaper', false),
    written('ShipFirstName', recipient.firstName),
    written('ShipFirstNameKana', recipient.firstNameKana),
    written('ShipLastName', recipient.lastName),
    written('ShipLastNameKana', recipient.lastNameKana),
    written('ShipZipCode', recipient.zipCode),
    written('ShipPrefecture', recipient.prefecture),
    written('ShipPrefectureKana', ''),
    written('ShipCity', recipient.city),
    written('ShipCityKana', ''),
    written('ShipAddress1', recipient.address1),
    written('ShipAddress1Kana', ''),
    written('ShipAddress2', recipient.address2),
    written('ShipAddress2Kana', ''),
    written('ShipPhoneNumber', recipient.phone),
    written('ShipEmgPhoneNumber', ''),
  ];
}
