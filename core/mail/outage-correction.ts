import type { EpochMs } from '../kernel/index.ts';
import type { LeftRows } from '../model/index.ts';
import type { KeyTrouble, MallMail } from '../ports/index.ts';
import { keyTrouble } from './key-mails.ts';
import {
  fullSpan,
  type Letter,
  type Line,
  lookAt,
  moment,
  point,
  type Section,
  sentence,
  shortSpan,
  tasksHeading,
} from './letter.ts';
import { type NamedOrders, type OpenPoint, ordersText, ours, type ShopOutcome, theirs } from './lines.ts';

export interface OutageCorrection {
  readonly merchant: string;
  readonly mall: MallMail;
  readonly since: EpochMs;
  readonly until: EpochMs;
  /** Shops with a finding. */
  readonly shops: readonly ShopFind[];
  /** Names of shops that could not be compared again. */
  readonly unaudited: readonly string[];
}

export interface ShopFind {
  readonly name: string;
  readonly found: NamedOrders;
  /** Unreadable at the mall, and not named by the all-clear. */
  readonly unread: NamedOrders;
  /** Surplus rows that nothing removes, not named by the all-clear; absent if none. */
  readonly surplus?: LeftRows;
}

/** Corrects an all-clear, only if the later audit found orders or lasting surplus rows, or failed. */
export function outageCorrection(facts: OutageCorrection): Letter {
  const mall = facts.mall.name;
  const found = facts.shops.reduce((sum, shop) => sum + shop.found.count, 0);
  const unread = facts.shops.reduce((sum, shop) => sum + shop.unread.count, 0);
  const surplus = facts.shops.reduce((sum, shop) => sum + (shop.surplus?.left ?? 0), 0);
  const toDo = unread + surplus + facts.unaudited.length;
  const counts = [...(found > 0 ? [`追加取込${found}件`] : []), ...(toDo > 0 ? [`要確認${toDo}件`] : [])].join('・');
  const finds = [...(found + unread > 0 ? ['ご注文'] : []), ...(surplus > 0 ? ['重複した発送明細'] : [])];
  const outcome = finds.length > 0 ? 'の再照合の結果' : 'の再照合ができませんでした';
  return {
    asks: 'something',
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
      { heading: tasksHeading, lines: tasks(facts, found) },
      ...foundSection(facts.shops, found),
      { heading: '障害期間(当社計測)', lines: [sentence(fullSpan(facts.since, facts.until))] },
    ],
  };
}

function tasks({ mall, shops, unaudited }: OutageCorrection, found: number): Line[] {
  const ask = `お手数ですが、障害期間のご注文がそろっているかを、${mall.screen}でご確認ください。`;
  const points = [
    ...(found > 0
      ? [
          point(
            `照合で見つかった${found}件を取り込みました。下の「${foundHeading}」のとおりですので、発送のご準備に含めていただけますようお願いいたします。`,
          ),
        ]
      : []),
    ...shops.filter(({ unread }) => unread.count > 0).map((shop) => point(unreadText(shop.name, shop.unread, mall))),
    ...shops.flatMap(({ name, surplus }) => (surplus === undefined ? [] : [point(surplusText(name, surplus, mall))])),
    ...unaudited.map((name) => point(`${name}: 再照合できませんでした。${ask}`)),
  ];
  return [lookAt(points), ...points];
}

const foundHeading = '取り込んだご注文(受注番号)';

function foundSection(shops: readonly ShopFind[], found: number): Section[] {
  if (found === 0) return [];
  return [{ heading: foundHeading, lines: shops.flatMap(ordersOf) }];
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

/** Points of shops whose orders were concerned: never counted as 0 or left out. */
export function openShops(shops: readonly ShopOutcome[], mall: MallMail): OpenPoint[] {
  return shops.flatMap((shop) => [...openImport(shop, mall), ...unreadOrders(shop, mall), ...surplusRows(shop, mall)]);
}

/** Points that need a new key or a function switched on, where no orders were concerned. */
export function openKeys(shops: readonly ShopOutcome[], mall: MallMail): OpenPoint[] {
  return shops.flatMap(({ name, hold }) => {
    const trouble = keyTrouble(mall, hold);
    return trouble === null ? [] : [theirs(1, `${name}: ${keyText(trouble)}`)];
  });
}

function openImport(shop: ShopOutcome, mall: MallMail): OpenPoint[] {
  const { name, caughtUp, hold } = shop;
  const screen = mall.screen;
  const until = `${moment(shop.importedUntil)} までのご注文を取込済みです`;
  const trouble = keyTrouble(mall, hold);
  if (trouble !== null) {
    return [
      theirs(1, `${name}: ${keyText(trouble)}${until}。その後のご注文は、再開するまで${screen}でご確認ください。`),
    ];
  }
  const isAudited = shop.imported !== null && shop.missing !== null && shop.doubled !== null;
  if (caughtUp) {
    const ask = `お手数ですが、障害期間のご注文を${screen}でご確認ください。`;
    return isAudited ? [] : [theirs(1, `${name}: 照合できませんでした。${ask}`)];
  }
  if (hold !== null && hold !== undefined) {
    const why = 'その後の取込は別の理由で停止中のため、停止が解除され次第、取り込みます(未完了)。';
    return [ours(1, `${name}: ${until}。${why}お急ぎのご注文は、${screen}でご確認ください。`)];
  }
  const more = isAudited
    ? 'その後の取込が続いています(未完了)。このまま自動で取り込みます。'
    : `その後の取込と照合が終わっておりません(未完了)。取込は、可能になり次第、自動で続けます。お急ぎのご注文は、${screen}でご確認ください。`;
  return [ours(1, `${name}: ${until}。${more}`)];
}

function unreadOrders({ name, unread }: ShopOutcome, mall: MallMail): OpenPoint[] {
  if (unread === undefined || unread.count === 0) return [];
  return [theirs(unread.count, unreadText(name, unread, mall))];
}

/** Rows doubled by our call are removed by its push while checked; later ones only by a person. */
function surplusRows({ name, surplus, heldApart = [] }: ShopOutcome, mall: MallMail): OpenPoint[] {
  if (surplus === undefined) return [];
  const { rows, left, leftIn } = surplus;
  const when = heldApart.includes('status') ? '別の理由で停止中のため、再開後に自動で' : 'このまま自動で';
  return [
    ...(left === 0 ? [] : [theirs(left, surplusText(name, { left, leftIn }, mall))]),
    ...(rows === left
      ? []
      : [ours(rows - left, `${name}: 重複した発送明細が${rows - left}件あります。${when}取り除きます。`)]),
  ];
}

function surplusText(shop: string, { left, leftIn }: LeftRows, mall: MallMail): string {
  const ask = `${mall.screen}でご確認のうえ、重複した行の削除をお願いいたします。`;
  const orders = ordersText({ orderNumbers: leftIn, count: leftIn.length });
  return `${shop}: 重複した発送明細が${left}件残っています。${ask}${orders}`;
}

function unreadText(shop: string, unread: NonNullable<ShopOutcome['unread']>, mall: MallMail): string {
  const ask = `${mall.screen}でご確認のうえ、ご対応をお願いいたします。`;
  const later = '読み取れるようになりましたら、自動で取り込みます。';
  return `${shop}: ${unread.count}件のご注文は内容を読み取れず、取り込めておりません。${ask}${later}${ordersText(unread)}`;
}

function keyText({ what, ask }: KeyTrouble): string {
  return `${what}、連携が停止しています。${ask}`;
}
