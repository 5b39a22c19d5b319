import { isCard, payMethod } from '../orders/pay-methods.ts';
import type { Paper } from '../paper/paper.ts';
import type { Order } from '../state.ts';
import { withHyphens } from '../times.ts';
import { type Leaf, leaf, written } from '../xml/tree.ts';

/** The Pay of an order: how it is paid, and who is billed. */
export function composePay(order: Order, paper: Paper): Leaf[] {
  const method = payMethod(order.payMethod);
  const card = isCard(order);
  const { buyer } = paper;
  return [
    leaf('PayStatus', order.payStatus),
    leaf('SettleStatus', order.settleStatus),
    leaf('PayType', method.payType),
    leaf('PayMethod', method.id),
    written('PayMethodName', method.name),
    leaf('PayDate', withHyphens(order.payDate)),
    written('PayNotes', ''),
    leaf('SettleId', paper.settleId),
    written('CardBrand', card ? paper.cardBrand : ''),
    leaf('CardNumberLast4', card ? paper.cardLast4 : ''),
    leaf('CardPayType', card ? 1 : ''),
    leaf('NeedBillSlip', false),
    leaf('NeedDetailedSlip', order.kind !== 'gift'),
    leaf('NeedReceipt', order.seed % 7 === 0),
    written('BillFirstName', buyer.firstName),
    written('BillFirstNameKana', buyer.firstNameKana),
    written('BillLastName', buyer.lastName),
    written('BillLastNameKana', buyer.lastNameKana),
    written('BillZipCode', buyer.zipCode),
    written('BillPrefecture', buyer.prefecture),
    written('BillPrefectureKana', ''),
    written('BillCity', buyer.city),
    written('BillCityKana', ''),
    written('BillAddress1', buyer.address1),
    written('BillAddress1Kana', ''),
    written('BillAddress2', buyer.address2),
    written('BillAddress2Kana', ''),
    written('BillPhoneNumber', buyer.phone),
    written('BillEmgPhoneNumber', ''),
    written('BillMailAddress', paper.mailAddress),
  ];
}
