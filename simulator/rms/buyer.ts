import { type Prng, prng } from '../prng.ts';
import { BUILDINGS, FAMILY_NAMES, GIVEN_NAMES, PLACES, REMARKS } from '../sample-people.ts';
import type { Order } from './state.ts';

const SHIPPING_TERMS = [null, null, 0, 1, 2, 1214, 1416, 1618, 1820, 1921];
const CARRIERS = [0, 0, 11, 11, 12, 12, 21, 22, 99];
const DROP_OFFS = ['宅配ボックス', '玄関前', 'ポスト（郵便受箱）', 'メーターボックス', '物置', '車庫'];
const OWNERS = ['H SATO', 'MISAKI YOSHIDA', 'K TAKAHASHI', 'YUKIKO WATANABE', 'TARO YAMAZAKI'];

export type BuyerInput = ReturnType<typeof buyerInputOf>;

/**
 * What a buyer entered with an order: made from the order's seed whenever it is needed, always the same. The draws come in a fixed order,
 * whatever became of the order since.
 */
export function buyerInputOf(order: Order) {
  const chance = prng(order.seed);
  const orderer = person(chance);
  return {
    orderer,
    emailAddress: `${chance.hex(32)}s${chance.int(1, 9)}@pc.fw.rakuten.ne.jp`,
    birth: drawBirth(chance),
    /** One for each destination. */
    senders: sendersOf(order, orderer, chance),
    remark: chance.chance(0.6) ? chance.pick(REMARKS) : '',
    carrierCode: chance.pick(CARRIERS),
    membershipType: chance.chance(0.2) ? 1 : 0,
    rakutenMember: chance.chance(0.95) ? 1 : 0,
    /** Days after the order; null: no wish. */
    deliveryInDays: chance.chance(0.4) ? chance.int(3, 12) : null,
    shippingTerm: chance.pick(SHIPPING_TERMS),
    card: cardOf(chance),
    couponYen: chance.pick([100, 200, 300, 500]),
    couponCode: `${chance.hex(4)}-${chance.hex(4)}-${chance.hex(4)}-${chance.hex(4)}`.toUpperCase(),
    /** Points the buyer wants to use, before they are cut to what is to be paid. */
    pointsYen: chance.chance(0.45) ? chance.int(1, 2400) : 0,
    noshi: order.kind === 'gift' && chance.chance(0.5) ? '内祝（紅白蝶結び）名入れ：𠮷田' : null,
    dropOff: chance.chance(0.25) ? chance.pick(DROP_OFFS) : null,
    deliveryName: chance.pick(['宅配便', '宅配便', '宅配便', 'メール便', 'クール便']),
    oneDay: chance.chance(0.3) ? 1 : 0,
    /** DeliveryCvsModel: where the parcel of a convenience-store order is picked up. */
    store: storeOf(chance),
  };
}

function drawBirth(chance: Prng): readonly [number, number, number] {
  return chance.chance(0.2) ? [0, 0, 0] : [chance.int(1942, 2005), chance.int(1, 12), chance.int(1, 28)];
}

function storeOf(chance: Prng): Record<string, string> {
  const where = chance.pick(PLACES);
  return {
    cvsCode: chance.pick(['40', '50']),
    storeGenreCode: '0',
    storeCode: String(chance.int(10_000, 99_999)),
    storeName: `繋ぎマート${chance.pick(where.towns)}店`,
    storeZip: `${where.zip1}${String(chance.int(0, 9999)).padStart(4, '0')}`,
    storePrefecture: where.prefecture,
    storeAddress: `${where.city}${chance.pick(where.towns)}${chance.int(1, 9)}丁目${chance.int(1, 30)}`,
    areaCode: String(chance.int(100, 999)),
    depo: String(chance.int(10, 99)),
    openTime: '0000',
    closeTime: '2400',
    cvsRemarks: '',
  };
}

function sendersOf(order: Order, orderer: Person, chance: Prng): Person[] {
  const toSomebodyElse = order.kind === 'gift' || order.kind === 'social-gift' || chance.chance(0.1);
  return order.packages.map((_, index) => {
    const recipient = person(chance);
    return index === 0 && !toSomebodyElse ? orderer : recipient;
  });
}

function cardOf(chance: Prng) {
  const payType = chance.pick([0, 0, 0, 0, 1, 2, 4]);
  return {
    name: chance.pick(['VISA', 'MASTER', 'JCB', 'AMEX']),
    number: `XXXX-XXXX-XXXX-${String(chance.int(0, 9999)).padStart(4, '0')}`,
    owner: chance.pick(OWNERS),
    ym: `20${chance.int(27, 33)}-${String(chance.int(1, 12)).padStart(2, '0')}`,
    payType,
    installment: payType === 2 ? String(chance.pick([103, 106, 112, 124])) : null,
  };
}

type Person = ReturnType<typeof person>;

/** A made-up person. Numbers after 090 never begin with a zero in Japan, so this phone number is unassigned. */
export function person(chance: Prng) {
  const [familyName, familyNameKana] = chance.pick(FAMILY_NAMES);
  const [firstName, firstNameKana, sex] = chance.pick(GIVEN_NAMES);
  const where = chance.pick(PLACES);
  const block = `${chance.int(1, 9)}丁目${chance.int(1, 40)}${chance.chance(0.5) ? '－' : '-'}${chance.int(1, 30)}`;
  return {
    /** As OrdererModel and SenderModel share it. */
    address: {
      zipCode1: where.zip1,
      zipCode2: String(chance.int(0, 9999)).padStart(4, '0'),
      prefecture: where.prefecture,
      city: where.city,
      subAddress: `${chance.pick(where.towns)}${block}${chance.pick(BUILDINGS)}`,
      familyName,
      firstName,
      familyNameKana: chance.chance(0.95) ? familyNameKana : null,
      firstNameKana: chance.chance(0.95) ? firstNameKana : null,
      phoneNumber1: chance.pick(['090', '080', '070']),
      phoneNumber2: `0${String(chance.int(0, 999)).padStart(3, '0')}`,
      phoneNumber3: String(chance.int(0, 9999)).padStart(4, '0'),
    },
    isolated: where.isolated,
    sex: chance.chance(0.1) ? '-' : sex,
  };
}

/** What stands in a ソーシャルギフト order until its recipient has given an address. Nothing may be sent there. */
export const AWAITED_ADDRESS: Person['address'] = {
  zipCode1: '999',
  zipCode2: '9999',
  prefecture: '入力待ち',
  city: '入力待ち',
  subAddress: '入力待ち',
  familyName: '入力待ち',
  firstName: '入力待ち',
  familyNameKana: 'ニュウリョクマチ',
  firstNameKana: 'ニュウリョクマチ',
  phoneNumber1: '999',
  phoneNumber2: '9999',
  phoneNumber3: '9999',
};
