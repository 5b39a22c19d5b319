import { FAMILY_NAMES, GIVEN_NAMES, REMARKS } from '../../paper/names.ts';
import { BUILDINGS, PLACES } from '../../paper/places.ts';
import { type Prng, prng } from '../../prng.ts';
import type { Order } from '../state.ts';

/** A made-up person with an address. */
export interface Person {
  lastName: string;
  lastNameKana: string;
  firstName: string;
  firstNameKana: string;
  /** With a hyphen or without: the mall's samples show both. */
  zipCode: string;
  prefecture: string;
  city: string;
  address1: string;
  address2: string;
  phone: string;
}

/** What a buyer wrote on an order: made from the order's seed whenever it is needed, always the same. */
export interface Paper {
  buyer: Person;
  recipient: Person;
  mailAddress: string;
  comments: string;
  deviceType: number;
  /** Days after the order; null: no wish. */
  wantedInDays: number | null;
  wantedTime: string;
  settleId: string;
  cardBrand: string;
  cardLast4: string;
  giftMessage: string;
}

const TIMES = ['', '', '午前中', '12:00-14:00', '14:00-16:00', '18:00-20:00'];

/** Papers that were made already: an order is written out at every listing and reading. */
const made = new WeakMap<Order, { readonly movedSeed: number | null; readonly paper: Paper }>();

/** The paper of an order. The draws come in a fixed order, whatever became of the order since. */
export function paperOf(order: Order): Paper {
  const known = made.get(order);
  if (known?.movedSeed === order.movedSeed) return known.paper;
  const paper = makePaper(order);
  made.set(order, { movedSeed: order.movedSeed, paper });
  return paper;
}

function makePaper(order: Order): Paper {
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
    wantedInDays: chance.chance(0.35) ? chance.int(3, 12) : null,
    wantedTime: chance.pick(TIMES),
    settleId: chance.hex(26),
    cardBrand: chance.pick(['VISA', 'MASTER', 'JCB', 'AMEX']),
    cardLast4: String(chance.int(0, 9999)).padStart(4, '0'),
    giftMessage: order.kind === 'gift' ? chance.pick(['お誕生日おめでとう♪ 𠮷田より', '内祝＆御礼 <髙橋家>']) : '',
  };
}

/** Numbers after 090 never begin with a zero in Japan, so this phone number is unassigned. */
function person(chance: Prng): Person {
  const [lastName, lastNameKana] = chance.pick(FAMILY_NAMES);
  const [firstName, firstNameKana] = chance.pick(GIVEN_NAMES);
  const middle = String(chance.int(0, 999)).padStart(3, '0');
  const end = String(chance.int(0, 9999)).padStart(4, '0');
  const phone = `${chance.pick(['090', '080', '070'])}-0${middle}-${end}`;
  return { lastName, lastNameKana, firstName, firstNameKana, phone, ...address(chance) };
}

function address(chance: Prng): Pick<Person, 'zipCode' | 'prefecture' | 'city' | 'address1' | 'address2'> {
  const { zip1, prefecture, city, towns } = chance.pick(PLACES);
  const zip2 = String(chance.int(0, 9999)).padStart(4, '0');
  const block = `${chance.int(1, 9)}丁目${chance.int(1, 40)}${chance.chance(0.5) ? '－' : '-'}${chance.int(1, 30)}`;
  return {
    zipCode: `${zip1}${chance.chance(0.5) ? '-' : ''}${zip2}`,
    prefecture,
    city,
    address1: `${chance.pick(towns)}${block}`,
    address2: chance.pick(BUILDINGS).trim(),
  };
}

const movedTo = (recipient: Person, seed: number): Person => ({ ...recipient, ...address(prng(seed)) });
