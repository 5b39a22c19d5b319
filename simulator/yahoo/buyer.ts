import { type Prng, prng } from '../prng.ts';
import { BUILDINGS, FAMILY_NAMES, GIVEN_NAMES, PLACES, REMARKS } from '../sample-people.ts';
import type { Order, Shop } from './state.ts';

const TIMES = ['', '', '午前中', '12:00-14:00', '14:00-16:00', '18:00-20:00'];

export type BuyerInput = ReturnType<typeof drawInput>;
type Person = ReturnType<typeof person>;

/** What was drawn already: an order is written out at every listing and reading. */
const drawn = new WeakMap<Order, { readonly movedSeed: number | null; readonly input: BuyerInput }>();

/** What a buyer entered with an order: made from the order's seed whenever it is needed, always the same. */
export function buyerInputOf(order: Order): BuyerInput {
  const known = drawn.get(order);
  if (known?.movedSeed === order.movedSeed) return known.input;
  const input = drawInput(order);
  drawn.set(order, { movedSeed: order.movedSeed, input });
  return input;
}

/** The draws come in a fixed order, whatever became of the order since. */
function drawInput(order: Order) {
  const chance = prng(order.seed);
  const buyer = person(chance);
  const somebodyElse = person(chance);
  const sendsOn = order.kind === 'gift' || chance.chance(0.1);
  const recipient = sendsOn ? somebodyElse : buyer;
  return {
    buyer,
    recipient: order.movedSeed === null ? recipient : movedTo(recipient, order.movedSeed),
    mailAddress: `${chance.hex(10)}@mail.example.jp`,
    comments: chance.chance(0.4) ? chance.pick(REMARKS) : '',
    deviceType: chance.pick([1, 3, 3, 3, 3, 4]),
    /** Days after the order; null: no wish. */
    wantedInDays: chance.chance(0.35) ? chance.int(3, 12) : null,
    wantedTime: chance.pick(TIMES),
    settleId: chance.hex(26),
    cardBrand: chance.pick(['VISA', 'MASTER', 'JCB', 'AMEX']),
    cardLast4: String(chance.int(0, 9999)).padStart(4, '0'),
    giftMessage: order.kind === 'gift' ? chance.pick(['お誕生日おめでとう♪ 𠮷田より', '内祝＆御礼 <髙橋家>']) : '',
  };
}

/** A made-up person. Numbers after 090 never begin with a zero in Japan, so this phone number is unassigned. */
function person(chance: Prng) {
  const [lastName, lastNameKana] = chance.pick(FAMILY_NAMES);
  const [firstName, firstNameKana] = chance.pick(GIVEN_NAMES);
  const middle = String(chance.int(0, 999)).padStart(3, '0');
  const end = String(chance.int(0, 9999)).padStart(4, '0');
  const phone = `${chance.pick(['090', '080', '070'])}-0${middle}-${end}`;
  return { lastName, lastNameKana, firstName, firstNameKana, phone, ...address(chance) };
}

function address(chance: Prng) {
  const { zip1, prefecture, city, towns } = chance.pick(PLACES);
  const zip2 = String(chance.int(0, 9999)).padStart(4, '0');
  const block = `${chance.int(1, 9)}丁目${chance.int(1, 40)}${chance.chance(0.5) ? '－' : '-'}${chance.int(1, 30)}`;
  return {
    // With a hyphen or without: the mall's samples show both.
    zipCode: `${zip1}${chance.chance(0.5) ? '-' : ''}${zip2}`,
    prefecture,
    city,
    address1: `${chance.pick(towns)}${block}`,
    address2: chance.pick(BUILDINGS).trim(),
  };
}

const movedTo = (recipient: Person, seed: number): Person => ({ ...recipient, ...address(prng(seed)) });

/**
 * The bill of a social gift whose address its recipient entered (SocialGiftType 1), which names no person. Yahoo's page orderInfo gives
 * the content of each field: fixed words, the shop's name and 問い合わせ address, and one mail address for all shops.
 */
export function socialGiftBill(shop: Shop): Pick<BuyerInput, 'buyer' | 'mailAddress'> {
  const buyer: Person = {
    lastName: shop.code,
    lastNameKana: shop.code,
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
