import type { Shop } from '../state.ts';
import type { Paper, Person } from './paper.ts';

/**
 * The bill of a social gift whose address its recipient entered (SocialGiftType 1), which names no person. Yahoo's page orderInfo gives
 * the content of each field: fixed words, the shop's name and 問い合わせ address, and one mail address for all shops.
 */
export function socialGiftBill(shop: Shop): Pick<Paper, 'buyer' | 'mailAddress'> {
  const buyer: Person = {
    lastName: shop.sellerId,
    lastNameKana: shop.sellerId,
    firstName: 'ソーシャルギフト利用者',
    firstNameKana: 'ソーシャルギフトリヨウシャ',
    zipCode: '100-0001',
    prefecture: '東京都',
    city: '千代田区',
    address1: '千代田1-1',
    address2: '(発送元)',
    phone: '03-0000-0001',
  };
  return { buyer, mailAddress: 'ml-yshp-socialgift-noreply@lycorp.co.jp' };
}
