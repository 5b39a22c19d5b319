import type { Capability } from '../health/capability.ts';
import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { fullMoment, fullSpan, shortSpan } from './days.ts';
import type { HeldShop } from './held-shops.ts';
import type { Hold } from './key-refused.ts';
import { type Letter, type Line, point, type Section, sentence } from './letter.ts';
import { type NamedOrders, type OpenPoint, pointsOf, underWayHeading, underWaySection } from './open-points.ts';
import { openKeys, openShops } from './open-shops.ts';
import { openPushes, pushResult } from './push-lines.ts';
import { openStock, oversoldSection, stockResult } from './stock-lines.ts';
import { troubleName, troubleText } from './trouble.ts';
import { capabilitiesText, mallWords } from './words.ts';

/** What was found for one shop; null figures are those that could not be looked at. */
export interface ShopOutcome extends HeldShop {
  /** Orders placed within the outage and stored; null when the mall could not be asked. */
  readonly imported: number | null;
  readonly missing: number | null;
  /** 重複: orders that held stock otherwise than their lines say, and surplus rows at the mall. */
  readonly doubled: number | null;
  /** What of `doubled` are surplus rows; absent when there are none, or nobody could look. */
  readonly surplus?: SurplusOutcome;
  /** Listed by the mall and not here, since nobody can read them; absent when there are none, or nobody could look. */
  readonly unread?: NamedOrders;
  /**
   * Why nothing goes on by itself: only its merchant can hand in a new key or switch a function on, only we let go what a person here holds. Null, or
   * absent: it does.
   */
  readonly hold?: Hold | null;
  /** False when orders of the outage are still being imported. */
  readonly caughtUp: boolean;
  /** All orders placed until then are imported. How many came after it only the mall knows. */
  readonly importedUntil: EpochMs;
}

/** Surplus rows of parcels that stood at the mall when it was asked. */
export interface SurplusOutcome {
  readonly rows: number;
  /** Those among them that nothing here removes any more. */
  readonly left: number;
  /** The orders of those that are left, the first ones of many. */
  readonly leftIn: readonly string[];
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
  /** 商品名; absent where it is not known. */
  readonly itemName?: string;
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
  const isImport = facts.capabilities.includes('import');
  const open = openPoints(facts);
  const toDo = pointsOf(open, 'merchant');
  const underWay = pointsOf(open, 'us');
  return {
    subject: `【復旧${outcomeText(facts, toDo.count, underWay.count)}】${mall} ${troubleName(facts.capabilities)}(${shortSpan(facts.since, facts.until)})`,
    to: facts.merchant,
    opening: [
      isImport
        ? `${mall}への接続が復旧しましたので、結果をお知らせいたします。`
        : `${troubleText(facts.capabilities, mall)}状態が解消しましたので、結果をお知らせいたします。`,
    ],
    sections: [
      { heading: '貴店の作業', lines: tasks(toDo.lines, underWay.lines) },
      {
        heading: '障害期間(当社計測)',
        lines: [...periodLines(facts), sentence(`止まっていたもの: ${capabilitiesText(facts.capabilities)}`)],
      },
      {
        heading: '結果',
        lines: [...(isImport ? facts.shops.map(shopResult) : []), ...otherResults(facts)],
      },
      ...underWaySection(underWay.lines),
      ...oversoldSection(facts.oversold),
      ...(isImport ? [later] : []),
    ],
  };
}

/** Where no order was held back, none was compared, and nothing is left open of that. */
function openPoints(facts: OutageAllClear): OpenPoint[] {
  const { capabilities, shops, mall } = facts;
  return [
    ...(capabilities.includes('import') ? openShops(shops, mall) : openKeys(shops, mall)),
    ...openPushes(facts),
    ...openStock(facts, mallWords[mall]),
  ];
}

/** What the merchant must do comes first; nothing is called complete while anything is open. */
function outcomeText({ capabilities, shops }: OutageAllClear, toDo: number, underWay: number): string {
  if (toDo > 0) return `・要確認${toDo}件`;
  if (underWay > 0) return `・未完了${underWay}件`;
  if (!capabilities.includes('import')) return '';
  const found = shops.reduce((sum, { missing }) => sum + (missing ?? 0), 0);
  return found === 0 ? '・取込漏れ0件' : `・照合で${found}件を追加取込`;
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
      '遅れて表示されるご注文に備えて、24時間後にもう一度照合いたします。違いが見つかった場合と、照合できなかった場合に限り、ご連絡いたします。',
    ),
  ],
};

function tasks(toDo: readonly Line[], underWay: readonly Line[]): Line[] {
  if (toDo.length > 0) return [sentence('次の点をご確認ください。'), ...toDo];
  const rest = underWay.length > 0 ? [sentence(`下の「${underWayHeading}」は、このまま当社で進めます。`)] : [];
  return [sentence('特にございません。'), ...rest];
}

/** What the audit counted of a shop. */
function shopResult({ name, imported, missing, doubled, surplus, unread }: ShopOutcome): Line {
  if (imported === null || missing === null || doubled === null) return point(`${name}: 確認できませんでした`);
  const notHere = unread?.count ?? 0;
  const found = [
    ...(missing === 0 ? [] : [`照合で見つかり、取り込んだ注文 ${missing}件`]),
    ...(notHere === 0 ? [] : [`取り込めていない注文 ${notHere}件`]),
  ];
  return point(
    [
      `${name}(照合済み): 障害期間のご注文 ${imported}件`,
      ...(found.length > 0 ? found : ['取込漏れ 0件']),
      doubledResult(doubled, surplus?.rows ?? 0),
    ].join('・'),
  );
}

/**
 * 重複: orders that held stock otherwise than their lines say, and rows of 発送明細 that the mall has once too often. A second row of one
 * order with us there cannot be.
 */
function doubledResult(doubled: number, rows: number): string {
  const claims = doubled - rows;
  if (rows === 0) return `重複 ${doubled}件${doubled === 0 ? '' : '(在庫の引当を直しました)'}`;
  return `重複 ${doubled}件(${claims === 0 ? '' : `在庫の引当 ${claims}件は直しました・`}発送明細 ${rows}件)`;
}

function otherResults({ capabilities, pushes, stock }: OutageAllClear): Line[] {
  const lines: Line[] = [];
  if (capabilities.includes('status')) lines.push(point(`ステータスの送信: ${pushResult(pushes)}`));
  if (capabilities.includes('stock')) lines.push(point(`在庫の連動: ${stockResult(stock)}`));
  return lines;
}
