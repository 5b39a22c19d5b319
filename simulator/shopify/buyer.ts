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
  return { buyer, email: `${chance.hex(12)}@example.jp`, recipient: moved };
}

function person(chance: Prng) {
  const [lastName] = chance.pick(FAMILY_NAMES);
  const [firstName] = chance.pick(GIVEN_NAMES);
  const number = String(chance.int(0, 9_999_999)).padStart(7, '0');
  // Numbers after 090 never begin with a zero in Japan, so this phone number is unassigned.
  return { firstName, lastName, phone: `+81900${number}`, ...address(chance) };
}

function address(chance: Prng) {
  const { zip1, prefecture, city, towns } = chance.pick(PLACES);
  return {
    zip: `${zip1}-${String(chance.int(0, 9999)).padStart(4, '0')}`,
    province: prefecture,
    city,
    address1: `${chance.pick(towns)}${chance.int(1, 9)}-${chance.int(1, 40)}-${chance.int(1, 30)}`,
    address2: chance.pick(BUILDINGS).trim(),
  };
}
