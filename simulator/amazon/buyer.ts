import { type Prng, prng } from '../prng.ts';
import { BUILDINGS, FAMILY_NAMES, GIVEN_NAMES, PLACES } from '../sample-people.ts';
import type { Order } from './state.ts';

/** Who bought and who receives: made from the order's seed, always the same. All of it is made up. */
export function peopleOf(order: Order) {
  const chance = prng(order.seed);
  const buyer = person(chance);
  const other = person(chance);
  const recipient = order.kind === 'gift' ? other : buyer;
  const moved = order.movedSeed === null ? recipient : { ...recipient, ...address(prng(order.movedSeed)) };
  return {
    buyerName: buyer.name,
    buyerEmail: `${chance.hex(14)}@marketplace.amazon.co.jp`,
    company: order.kind === 'business' ? `${buyer.name.split(' ')[0]}商店株式会社` : '',
    recipient: moved,
    giftMessage: order.kind === 'gift' ? chance.pick(['お誕生日おめでとう♪ 𠮷田より', '内祝＆御礼 <髙橋家>']) : '',
  };
}

function person(chance: Prng) {
  const [family] = chance.pick(FAMILY_NAMES);
  const [given] = chance.pick(GIVEN_NAMES);
  const middle = String(chance.int(0, 999)).padStart(3, '0');
  const end = String(chance.int(0, 9999)).padStart(4, '0');
  // Numbers after 090 never begin with a zero in Japan, so this phone number is unassigned.
  return { name: `${family} ${given}`, phone: `090-0${middle}-${end}`, ...address(chance) };
}

function address(chance: Prng) {
  const { zip1, prefecture, city, towns } = chance.pick(PLACES);
  return {
    postalCode: `${zip1}-${String(chance.int(0, 9999)).padStart(4, '0')}`,
    stateOrRegion: prefecture,
    city,
    addressLine1: `${chance.pick(towns)}${chance.int(1, 9)}-${chance.int(1, 40)}-${chance.int(1, 30)}`,
    addressLine2: chance.pick(BUILDINGS).trim(),
  };
}
