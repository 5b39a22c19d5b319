import type { EpochMs } from '../kernel/index.ts';
import type { Capability } from '../model/index.ts';
import type { MallMail } from '../ports/index.ts';
import type { Hold } from './key-mails.ts';
import { type Line, point, type Section, sentence } from './letter.ts';

export interface OpenPoint {
  /** `us`: continues by itself, or our operator acts. */
  readonly who: 'merchant' | 'us';
  /** Number of orders, changes, goods or shops concerned. */
  readonly count: number;
  readonly text: string;
}

export const theirs = (count: number, text: string): OpenPoint => ({ who: 'merchant', count, text });
export const ours = (count: number, text: string): OpenPoint => ({ who: 'us', count, text });

export function pointsOf(
  all: readonly OpenPoint[],
  side: OpenPoint['who'],
): { readonly count: number; readonly lines: readonly Line[] } {
  const points = all.filter(({ who }) => who === side);
  return {
    count: points.reduce((sum, { count }) => sum + count, 0),
    lines: points.map(({ text }) => point(text)),
  };
}

/** Heading of the points that are not the merchant's. */
export const underWayHeading = '当社で対応中の件(未完了)';

export function underWaySection(lines: readonly Line[]): Section[] {
  return lines.length === 0 ? [] : [{ heading: underWayHeading, lines }];
}

const namedMax = 10;

/** `受注番号: 1-1、1-2、ほか3件`: `count` orders, some of whose numbers may be unknown. */
export function ordersText({ orderNumbers, count }: NamedOrders): string {
  const shown = orderNumbers.slice(0, namedMax);
  const rest = count - shown.length;
  return `受注番号: ${[...shown, ...(rest > 0 ? [`ほか${rest}件`] : [])].join('、')}`;
}

export interface NamedOrders {
  readonly orderNumbers: readonly string[];
  readonly count: number;
}

export function pushResult(pushes: PushOutcome | null | undefined): string {
  if (pushes === undefined) return 'お預かりした変更から、順に送信しています。';
  if (pushes === null) return '確認できませんでした';
  const { held, confirmed, needMerchant, needOthers, underWay } = pushes;
  if (held === 0) return '障害期間にお預かりした変更はございませんでした。';
  const failed = needMerchant + needOthers;
  return `障害期間にお預かりした変更 ${held}件・送信済み ${confirmed}件・送信できなかったもの ${failed}件・未完了 ${underWay}件`;
}

export function openPushes({
  pushes,
  shops,
  mall,
  isMailed,
}: Pick<OutageAllClear, 'pushes' | 'shops' | 'mall' | 'isMailed'>): OpenPoint[] {
  if (pushes === undefined) return [];
  if (pushes === null) {
    const ask = `お手数ですが、障害期間に変更されたご注文を${mall.screen}でご確認ください。`;
    return [theirs(1, `ステータスの送信: 結果を確認できませんでした。${ask}`)];
  }
  const { needMerchant, needOthers, underWay } = pushes;
  const points: OpenPoint[] = [];
  if (needMerchant > 0) points.push(theirs(needMerchant, refusedPushesText(needMerchant, mall, isMailed)));
  if (needOthers > 0) {
    points.push(ours(needOthers, `ステータスの送信: ${needOthers}件は送信できませんでした。当社で確認しております。`));
  }
  if (underWay > 0) {
    const how = shops.some(({ heldApart = [] }) => heldApart.includes('status'))
      ? '別の理由で停止中の店舗の分は、再開後に自動で送信いたします。'
      : 'このまま自動で送信いたします。';
    points.push(ours(underWay, `ステータスの送信: ${underWay}件が未完了です。${how}`));
  }
  return points;
}

/** The digest (`status-digest.ts`), by mail only, names the orders and what to do. */
export function refusedPushesText(count: number, mall: MallMail, isMailed = true): string {
  const digest = isMailed
    ? '件名に「要対応」とある別のメールでお知らせいたします(すでにお届けしている場合もございます)。'
    : '当社までお問い合わせください。';
  return `ステータスの送信: ${count}件は、${mall.name}に受け付けられませんでした。受注番号とご対応の方法は、${digest}`;
}

/** Mails say 以上 at this number. */
export const oversoldMax = 100;

const goodsCount = (count: number, of = count): string => `${count}商品${of < oversoldMax ? '' : '以上'}`;

const goodsMax = 20;
const ordersMax = 10;

export function stockResult(stock: StockOutcome | null | undefined): string {
  if (stock === undefined) return '最新の在庫数から、順に送信しています。';
  if (stock === null) return '確認できませんでした';
  const { listings, underWay, needMerchant } = stock;
  if (listings === 0) return '連動する商品はございませんでした。';
  const done = listings - underWay - needMerchant;
  return `連動する商品 ${listings}件・反映済み ${done}件・未完了 ${underWay}件・反映できなかったもの ${needMerchant}件`;
}

/** Stock that is unfinished, or needs a person. */
export function openStock(
  { stock, oversold, shops }: Pick<OutageAllClear, 'stock' | 'oversold' | 'shops'>,
  mall: string,
): OpenPoint[] {
  const lines: OpenPoint[] = [];
  if (stock === null) {
    lines.push(theirs(1, `在庫の連動: 結果を確認できませんでした。お手数ですが、${mall}の在庫数をご確認ください。`));
  } else if (stock !== undefined) {
    if (stock.underWay > 0) {
      const how = shops.some(({ heldApart = [] }) => heldApart.includes('stock'))
        ? '別の理由で停止中の店舗の分は、再開後に自動で反映いたします。'
        : 'このまま自動で反映いたします。';
      lines.push(ours(stock.underWay, `在庫の連動: ${stock.underWay}件が未完了です。${how}`));
    }
    if (stock.needMerchant > 0)
      lines.push(
        theirs(
          stock.needMerchant,
          `在庫の連動: ${stock.needMerchant}件を反映できませんでした(拒否・商品なし・在庫クローズのいずれか)。${mall}の商品登録と在庫の設定をご確認ください。`,
        ),
      );
  }
  if (oversold === null)
    lines.push(
      theirs(
        1,
        '売り越し: 有無を確認できませんでした。お手数ですが、残りの少ない商品のご注文と在庫数をご確認ください。',
      ),
    );
  if (oversold !== undefined && oversold !== null && oversold.length > 0) {
    lines.push(
      theirs(
        oversold.length,
        `売り越し: ${goodsCount(oversold.length)}で在庫が不足しています。下の「売り越しのご確認」をご覧ください。`,
      ),
    );
  }
  return lines;
}

export function oversoldSection(oversold: readonly OversoldGoods[] | null | undefined): Section[] {
  if (oversold === undefined || oversold === null || oversold.length === 0) return [];
  const shown = oversold.slice(0, goodsMax);
  const rest = oversold.length - shown.length;
  return [
    {
      heading: '売り越しのご確認',
      lines: [
        sentence(
          `次の${goodsCount(oversold.length)}は、ご注文の数が在庫数を上回っています。最後に入ったご注文から順に記載しておりますので、お取り寄せ、またはご購入者様へのご連絡をご検討ください。商品が入荷しましたら、入荷数をご登録いただくと解消いたします。`,
        ),
        ...shown.map(goodsLine),
        ...(rest > 0 ? [point(`ほか${goodsCount(rest, oversold.length)}`)] : []),
      ],
    },
  ];
}

function goodsLine({ sku, itemName, lacking, orders }: OversoldGoods): Line {
  const shown = orders
    .slice(0, ordersMax)
    .map(({ shop, orderNumber, quantity }) => `${orderNumber}(${shop}・${quantity}個)`);
  const rest = orders.length - shown.length;
  const more = rest > 0 ? `、ほか${rest}件` : '';
  const list = shown.length === 0 ? '該当するご注文を当社で確認しております' : `${shown.join('、')}${more}`;
  const goods = itemName === undefined ? `商品(SKU) ${sku}` : `${itemName}(SKU: ${sku})`;
  return point(`${goods}: ${lacking}個不足。対象のご注文: ${list}`);
}

/** Findings about a shop; null figures are unknown. */
export interface ShopOutcome extends HeldShop {
  /** Orders placed within the outage and stored. */
  readonly imported: number | null;
  readonly missing: number | null;
  /** 重複: orders with wrong claims on stock, and surplus rows at the mall. */
  readonly doubled: number | null;
  /** Surplus rows in `doubled`; absent if none or unknown. */
  readonly surplus?: SurplusOutcome;
  /** Unreadable orders; absent if none or unknown. */
  readonly unread?: NamedOrders;
  /** Reason why work does not resume by itself; null or absent: it does. */
  readonly hold?: Hold | null;
  readonly caughtUp: boolean;
  /** Orders placed until then are imported; only the mall knows how many came after. */
  readonly importedUntil: EpochMs;
}

/** Facts of the mail at the end of an outage, measured from rows and the mall. */
export interface OutageAllClear {
  readonly merchant: string;
  readonly mall: MallMail;
  readonly since: EpochMs;
  readonly until: EpochMs;
  /** Separate outages in between; absent or one: without a break. */
  readonly periods?: readonly Period[];
  readonly capabilities: readonly Capability[];
  readonly shops: readonly ShopOutcome[];
  readonly isMailed?: boolean;
  /** Outcomes of held changes; null if unknown, absent if none were concerned. */
  readonly pushes?: PushOutcome | null;
  /** State of the shops' stock at the mall; null if unknown, absent if not concerned. */
  readonly stock?: StockOutcome | null;
  /** Oversold goods; null if unknown, absent where stock is not kept. */
  readonly oversold?: readonly OversoldGoods[] | null;
}

export interface StockOutcome {
  readonly listings: number;
  /** 未完了: still to be updated. */
  readonly underWay: number;
  /** Refused by the mall, or unknown there. */
  readonly needMerchant: number;
}

export interface OversoldGoods {
  readonly sku: string;
  /** 商品名, if known. */
  readonly itemName?: string;
  readonly lacking: number;
  /** The last placed first, until the lack is covered. `quantity`: missing pieces of the order. */
  readonly orders: readonly { readonly shop: string; readonly orderNumber: string; readonly quantity: number }[];
}

export interface PushOutcome {
  readonly held: number;
  readonly confirmed: number;
  readonly needMerchant: number;
  readonly needOthers: number;
  /** 未完了 */
  readonly underWay: number;
}

/** A shop, and its work held by anything else: a person or a refused key. */
export interface HeldShop {
  readonly name: string;
  /** Capabilities held by anything else. */
  readonly heldApart?: readonly Capability[];
}

interface SurplusOutcome {
  readonly rows: number;
  /** Surplus rows that nothing removes any more. */
  readonly left: number;
  /** Their orders, the first of many. */
  readonly leftIn: readonly string[];
}

export interface Period {
  readonly since: EpochMs;
  readonly until: EpochMs;
}
