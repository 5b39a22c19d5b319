import type { Capability } from '../health/capability.ts';
import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { fullMoment, fullSpan, moment, shortSpan } from './days.ts';
import { type Letter, type Line, point, type Section, sentence } from './letter.ts';
import { openStock, oversoldSection, stockResult } from './stock-lines.ts';
import { capabilitiesText, mallWords } from './words.ts';

/** What was found for one shop; null figures are those that could not be looked at. */
export interface ShopOutcome {
  readonly name: string;
  /** Orders placed within the outage and stored; null when the mall could not be asked. */
  readonly imported: number | null;
  readonly missing: number | null;
  readonly doubled: number | null;
  /** False when orders of the outage are still being imported. */
  readonly caughtUp: boolean;
  /** All orders placed until then are imported. How many came after it only the mall knows. */
  readonly importedUntil: EpochMs;
}

/** A time in which something was out. */
export interface Period {
  readonly since: EpochMs;
  readonly until: EpochMs;
}

/** What the mail at the end of an outage tells. Figures are measured from rows and from the mall. */
export interface OutageAllClear {
  readonly merchant: string;
  readonly mall: MallName;
  readonly since: EpochMs;
  readonly until: EpochMs;
  /** Each time it was out between the two, where it was out more than once; absent, or one: all the time. */
  readonly periods?: readonly Period[];
  readonly capabilities: readonly Capability[];
  readonly shops: readonly ShopOutcome[];
  /** What became of the status changes that the outage held; null when they could not be counted, absent when none were concerned. */
  readonly pushes?: PushOutcome | null;
  /** How the stock of their shops at the mall stands; null when it could not be read, absent when it was not concerned. */
  readonly stock?: StockOutcome | null;
  /** Goods of which more was sold than there is; null when it could not be reckoned, absent where stock is not kept for them. */
  readonly oversold?: readonly OversoldGoods[] | null;
}

/** The listings of a merchant at a mall, after an outage. */
export interface StockOutcome {
  readonly listings: number;
  /** 未完了: they wait to show what they should. */
  readonly underWay: number;
  /** The mall refuses them, or has no such item. */
  readonly needMerchant: number;
}

/** A SKU of which more is ordered than there is, and the orders that a person has to look at. */
export interface OversoldGoods {
  readonly sku: string;
  readonly lacking: number;
  /** The last placed first, until what is lacking is covered. `quantity`: the pieces of the order that are not there. */
  readonly orders: readonly { readonly shop: string; readonly orderNumber: string; readonly quantity: number }[];
}

/** The status changes that an outage held. */
export interface PushOutcome {
  readonly held: number;
  readonly confirmed: number;
  /** Failed, and the merchant must act. */
  readonly needMerchant: number;
  /** Failed, and we must act. */
  readonly needOthers: number;
  /** 未完了 */
  readonly underWay: number;
}

/** Hours of flapping are told of in so many lines. */
const periodsMax = 10;

/** The one mail at the end of an outage. */
export function outageAllClear(facts: OutageAllClear): Letter {
  const mall = mallWords[facts.mall];
  const { pushes } = facts;
  const isImport = facts.capabilities.includes('import');
  // Where no order was held back, none was compared, and nothing is left open of that.
  const open = [
    ...(isImport ? openPoints(facts.shops, mall) : []),
    ...openPushes(pushes, mall),
    ...openStock(facts, mall),
  ];
  const found = facts.shops.reduce((sum, { missing }) => sum + (missing ?? 0), 0);
  const checked = found === 0 ? '取込漏れ0件' : `照合で${found}件を追加取込`;
  const nothingOpen = isImport ? `・${checked}` : '';
  const result = open.length === 0 ? nothingOpen : `・要確認${open.length}件`;
  const span = shortSpan(facts.since, facts.until);
  return {
    subject: `【復旧${result}】${mall} 接続障害(${span})`,
    to: facts.merchant,
    opening: [`${mall}への接続が復旧しましたので、結果をお知らせいたします。`],
    sections: [
      { heading: '貴店の作業', lines: tasks(open) },
      {
        heading: '障害期間(当社計測)',
        lines: [...periodLines(facts), sentence(`止まっていたもの: ${capabilitiesText(facts.capabilities)}`)],
      },
      {
        heading: '結果',
        lines: [...(isImport ? facts.shops.map(shopResult) : []), ...otherResults(facts)],
      },
      ...oversoldSection(facts.oversold),
      ...(isImport ? [later] : []),
    ],
  };
}

/** Between two failures orders came in as ever: nobody shall read that it was out all the time. */
function periodLines({ since, until, periods = [] }: OutageAllClear): Line[] {
  if (periods.length < 2) return [sentence(fullSpan(since, until))];
  const shown = periods.slice(0, periodsMax);
  const rest = periods.length - shown.length;
  return [
    ...shown.map((period) => point(fullSpan(period.since, period.until))),
    ...(rest > 0 ? [point(`ほか${rest}回(${fullMoment(until)} に終了)`)] : []),
  ];
}

const later: Section = {
  heading: '今後24時間の照合',
  lines: [
    sentence(
      '遅れて表示されるご注文に備えて、24時間後にもう一度照合いたします。違いが見つかった場合に限り、ご連絡いたします。',
    ),
  ],
};

function tasks(open: readonly Line[]): Line[] {
  if (open.length === 0) return [sentence('特にございません。')];
  return [sentence('次の点をご確認ください。'), ...open];
}

/** What is not yet as it should be: never counted as 0, never left out. */
function openPoints(shops: readonly ShopOutcome[], mall: string): Line[] {
  return shops.flatMap(({ name, missing, doubled, caughtUp, imported, importedUntil }) => {
    const until = `${moment(importedUntil)} までのご注文を取込済みです`;
    if (missing === null || doubled === null || imported === null) {
      // Its import may wait for more than time, such as a key: nothing is promised but that it goes on by itself then.
      return caughtUp
        ? [point(`${name}: 照合できませんでした。お手数ですが、障害期間のご注文を${mall}の画面でご確認ください。`)]
        : [
            point(
              `${name}: ${until}。その後の取込は終わっておらず(未完了)、照合もできておりません。取込は、可能になり次第、自動で続けます。お急ぎのご注文は、${mall}の画面でご確認ください。`,
            ),
          ];
    }
    const points: Line[] = [];
    if (!caughtUp)
      points.push(point(`${name}: ${until}。その後の取込が続いています(未完了)。このまま自動で取り込みます。`));
    if (doubled > 0)
      points.push(
        point(`${name}: 在庫の引き当てが注文と一致しないご注文が${doubled}件ございます。当社で確認しております。`),
      );
    return points;
  });
}

function shopResult({ name, imported, missing, doubled }: ShopOutcome): Line {
  if (imported === null || missing === null || doubled === null) return point(`${name}: 確認できませんでした`);
  const found = missing === 0 ? '取込漏れ 0件' : `照合で見つかり、取り込んだ注文 ${missing}件`;
  return point(`${name}(照合済み): 障害期間のご注文 ${imported}件・${found}・重複 ${doubled}件`);
}

function otherResults({ capabilities, pushes, stock }: OutageAllClear): Line[] {
  const lines: Line[] = [];
  if (capabilities.includes('status')) lines.push(point(`ステータスの送信: ${pushResult(pushes)}`));
  if (capabilities.includes('stock')) lines.push(point(`在庫の連動: ${stockResult(stock)}`));
  return lines;
}

function pushResult(pushes: PushOutcome | null | undefined): string {
  if (pushes === undefined) return 'お預かりした変更から、順に送信しています。';
  if (pushes === null) return '確認できませんでした';
  const { held, confirmed, needMerchant, needOthers, underWay } = pushes;
  if (held === 0) return '障害期間にお預かりした変更はございませんでした。';
  const failed = needMerchant + needOthers;
  return `障害期間にお預かりした変更 ${held}件・送信済み ${confirmed}件・送信できなかったもの ${failed}件・未完了 ${underWay}件`;
}

function openPushes(pushes: PushOutcome | null | undefined, mall: string): Line[] {
  if (pushes === undefined) return [];
  if (pushes === null) {
    const ask = `お手数ですが、障害期間に変更されたご注文を${mall}の画面でご確認ください。`;
    return [point(`ステータスの送信: 結果を確認できませんでした。${ask}`)];
  }
  const { needMerchant, needOthers, underWay } = pushes;
  const lines: Line[] = [];
  if (needMerchant > 0) {
    lines.push(
      point(
        `ステータスの送信: ${needMerchant}件は、${mall}に受け付けられませんでした。受注番号と手順は、別のメール「【要対応】ステータス送信ができなかったご注文」でお知らせいたします。`,
      ),
    );
  }
  if (needOthers > 0) {
    lines.push(point(`ステータスの送信: ${needOthers}件は送信できませんでした。当社で確認しております。`));
  }
  if (underWay > 0) {
    lines.push(point(`ステータスの送信: ${underWay}件が続いています(未完了)。このまま自動で送信いたします。`));
  }
  return lines;
}
