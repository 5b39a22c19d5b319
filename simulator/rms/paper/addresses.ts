import { FAMILY_NAMES, GIVEN_NAMES } from '../../paper/names.ts';
import { BUILDINGS, PLACES } from '../../paper/places.ts';
import type { Prng } from '../../prng.ts';

/** A name with an address, as OrdererModel and SenderModel share it. */
export interface Address {
  zipCode1: string;
  zipCode2: string;
  prefecture: string;
  city: string;
  subAddress: string;
  familyName: string;
  firstName: string;
  familyNameKana: string | null;
  firstNameKana: string | null;
  phoneNumber1: string | null;
  phoneNumber2: string;
  phoneNumber3: string;
}

export interface Person {
  address: Address;
  isolated: 0 | 1;
  sex: '男' | '女' | '-';
}

/** A made-up person. Numbers after 090 never begin with a zero in Japan, so this phone number is unassigned. */
export function person(chance: Prng): Person {
  const [familyName, familyNameKana] = chance.pick(FAMILY_NAMES);
  const [firstName, firstNameKana, sex] = chance.pick(GIVEN_NAMES);
  const where = chance.pick(PLACES);
  const block = `${chance.int(1, 9)}丁目${chance.int(1, 40)}${chance.chance(0.5) ? '－' : '-'}${chance.int(1, 30)}`;
  return {
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
export const AWAITED_ADDRESS: Address = {
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
