import type { LeftRows } from '../audit/newly-left.ts';
import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { fullSpan, shortSpan } from './days.ts';
import { type Letter, type Line, point, type Section, sentence } from './letter.ts';
import type { NamedOrders } from './open-points.ts';
import { surplusText, unreadText } from './open-shops.ts';
import { mallWords, screenWords } from './words.ts';

/** What of the audit a day later a merchant has to know. */
export interface OutageCorrection {
  readonly merchant: string;
  readonly mall: MallName;
  readonly since: EpochMs;
  readonly until: EpochMs;
  /** Only shops with a find. */
  readonly shops: readonly ShopFind[];
  /** Names of shops that could not be compared again. */
  readonly unaudited: readonly string[];
}

/** What was found of one shop. */
export interface ShopFind {
  readonly name: string;
  /** Found at the mall and imported. */
  readonly found: NamedOrders;
  /** Found at the mall; they cannot be read, and the all-clear did not name them. */
  readonly unread: NamedOrders;
  /** Surplus rows that nothing removes any more, and that the all-clear did not name; absent where there are none. */
  readonly surplus?: LeftRows;
}

/** The mail that sets an all-clear right: it only goes when the later audit found orders, or surplus rows that stay, or could not be made. */
export function outageCorrection(facts: OutageCorrection): Letter {
  const mall = mallWords[facts.mall];
  const found = facts.shops.reduce((sum, shop) => sum + shop.found.count, 0);
  const unread = facts.shops.reduce((sum, shop) => sum + shop.unread.count, 0);
  const surplus = facts.shops.reduce((sum, shop) => sum + (shop.surplus?.left ?? 0), 0);
  const toDo = unread + surplus + facts.unaudited.length;
  const counts = [...(found > 0 ? [`追加取込${found}件`] : []), ...(toDo > 0 ? [`要確認${toDo}件`] : [])].join('・');
  const finds = [...(found + unread > 0 ? ['ご注文'] : []), ...(surplus > 0 ? ['重複した発送明細'] : [])];
  const outcome = finds.length > 0 ? 'の再照合の結果' : 'の再照合ができませんでした';
  return {
    subject: `【${counts}】${mall} 接続障害(${shortSpan(facts.since, facts.until)})${outcome}`,
    to: facts.merchant,
    opening:
      finds.length > 0
        ? [
            `先日の${mall}の接続障害について、24時間後の照合を行いました。`,
            `先のご連絡に含まれていない${finds.join('および')}がございましたので、訂正いたします。`,
          ]
        : [
            `先日の${mall}の接続障害について、24時間後の照合をご案内しておりましたが、行うことができませんでした。`,
            '恐れ入りますが、貴店でのご確認をお願いいたします。',
          ],
    sections: [
      { heading: '貴店の作業', lines: tasks(facts, found) },
      ...foundSection(facts.shops, found),
      { heading: '障害期間(当社計測)', lines: [sentence(fullSpan(facts.since, facts.until))] },
    ],
  };
}

function tasks({ mall, shops, unaudited }: OutageCorrection, found: number): Line[] {
  const ask = `お手数ですが、障害期間のご注文がそろっているかを、${screenWords[mall]}でご確認ください。`;
  return [
    ...(found > 0
      ? [
          sentence(
            `照合で見つかった次の${found}件を取り込みました。発送のご準備に含めていただけますようお願いいたします。`,
          ),
        ]
      : []),
    ...shops.filter(({ unread }) => unread.count > 0).map((shop) => point(unreadText(shop.name, shop.unread, mall))),
    ...shops.flatMap(({ name, surplus }) => (surplus === undefined ? [] : [point(surplusText(name, surplus, mall))])),
    ...unaudited.map((name) => point(`${name}: 再照合できませんでした。${ask}`)),
  ];
}

function foundSection(shops: readonly ShopFind[], found: number): Section[] {
  if (found === 0) return [];
  return [{ heading: '取り込んだご注文(受注番号)', lines: shops.flatMap(ordersOf) }];
}

function ordersOf({ name, found: { orderNumbers, count } }: ShopFind): Line[] {
  if (count === 0) return [];
  const rest = count - orderNumbers.length;
  return [
    sentence(`${name}: ${count}件`),
    ...orderNumbers.map((orderNumber) => point(orderNumber)),
    ...(rest > 0 ? [point(`ほか${rest}件`)] : []),
  ];
}
