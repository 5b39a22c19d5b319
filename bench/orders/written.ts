import { choices, goodsWords, sentences } from './goods.ts';
import { cities, familyNames, givenNames, towns } from './people-and-places.ts';

/** The texts of an order, drawn anew by each call. */
export interface OrderTexts {
  /** The fields of a buyer or receiver that are texts. */
  person(): object;
  /** The name of goods. */
  goods(): string;
  /** What was chosen of goods. */
  choice(): string;
  /** What the buyer wrote, of two sentences. */
  remark(): string;
}

/** Words in the name of goods: some fifty characters, as shops write them for those who search. */
const wordsAName = 12;

/** Texts as people write them. */
export function writtenTexts(next: () => number): OrderTexts {
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const upTo = (largest: number): number => 1 + Math.floor(next() * largest);
  return {
    person() {
      const [[familyName, familyNameKana], [firstName, firstNameKana]] = [oneOf(familyNames), oneOf(givenNames)];
      const [prefecture, city] = oneOf(cities);
      const subAddress = `${oneOf(towns)}${upTo(9)}丁目${upTo(40)}-${upTo(30)}`;
      return { prefecture, city, subAddress, familyName, familyNameKana, firstName, firstNameKana };
    },
    goods: () => Array.from({ length: wordsAName }, () => oneOf(goodsWords)).join(' '),
    choice: () => `${oneOf(['カラー', 'サイズ', '種類', '内容量', '包装'])}:${oneOf(choices)}`,
    remark: () => `${oneOf(sentences)}${oneOf(sentences)}`,
  };
}
