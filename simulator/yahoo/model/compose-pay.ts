import { isCard, payMethod } from '../orders/pay-methods.ts';
import type { Paper } from '../paper/paper.ts';
import { socialGiftBill } from '../paper/social-gift.ts';
import type { Order } from '../state.ts';
import { withHyphens } from '../times.ts';
import type { World } from '../world.ts';
import { type Leaf, leaf, withEmpty, written } from '../xml/tree.ts';
import { PAY_NAMES } from './field-names.ts';

/** The Pay of an order: how it is paid, and who is billed. */
export function composePay(world: World, order: Order, paper: Paper): Leaf[] {
  const method = payMethod(order.payMethod);
  const card = isCard(order);
  const { buyer, mailAddress } = order.kind === 'social-gift' ? socialGiftBill(order.shop) : paper;
  const needBillSlip = leaf('NeedBillSlip', false);
  return withEmpty(PAY_NAMES, [
    leaf('PayStatus', order.payStatus),
    leaf('SettleStatus', order.settleStatus),
    leaf('PayType', method.payType),
    leaf('PayMethod', method.id),
    written('PayMethodName', method.name),
    leaf('PayDate', withHyphens(order.payDate)),
    leaf('SettleId', paper.settleId),
    written('CardBrand', card ? paper.cardBrand : ''),
    leaf('CardNumberLast4', card ? paper.cardLast4 : ''),
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
