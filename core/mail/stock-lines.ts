import { type Line, point, type Section, sentence } from './letter.ts';
import { type OpenPoint, ours, theirs } from './open-points.ts';
import type { OutageAllClear, OversoldGoods, StockOutcome } from './outage-all-clear.ts';

/** A mail names so many oversold SKUs, and so many orders of each; the others are counted. */
const goodsMax = 20;
const ordersMax = 10;

/** What became of the stock of a merchant's shops at the mall. */
export function stockResult(stock: StockOutcome | null | undefined): string {
  if (stock === undefined) return '最新の在庫数から、順に送信しています。';
  if (stock === null) return '確認できませんでした';
  const { listings, underWay, needMerchant } = stock;
  if (listings === 0) return '連動する商品はございませんでした。';
  const done = listings - underWay - needMerchant;
  return `連動する商品 ${listings}件・反映済み ${done}件・未完了 ${underWay}件・反映できないもの ${needMerchant}件`;
}

/** What of the stock is not yet as it should be, and what a person has to look at. */
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
      lines.push(ours(stock.underWay, `在庫の連動: ${stock.underWay}件が続いています(未完了)。${how}`));
    }
    if (stock.needMerchant > 0)
      lines.push(
        theirs(
          stock.needMerchant,
          `在庫の連動: ${stock.needMerchant}件は、${mall}に受け付けられないか、商品が見つからないか、在庫クローズの状態です。${mall}の商品登録と在庫の設定をご確認ください。`,
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
        `売り越し: ${oversold.length}商品で在庫が不足しています。下の「売り越しのご確認」をご覧ください。`,
      ),
    );
  }
  return lines;
}

/** The goods of which more is ordered than there is, and which orders came last; no section where there are none. */
export function oversoldSection(oversold: readonly OversoldGoods[] | null | undefined): Section[] {
  if (oversold === undefined || oversold === null || oversold.length === 0) return [];
  const shown = oversold.slice(0, goodsMax);
  const rest = oversold.length - shown.length;
  return [
    {
      heading: '売り越しのご確認',
      lines: [
        sentence(
          '次の商品は、ご注文の数が在庫数を上回っています。最後に入ったご注文から順に記載しておりますので、お取り寄せ、またはお客様へのご連絡をご検討ください。在庫が入荷しましたら、入荷数のご登録で解消いたします。',
        ),
        ...shown.map(goodsLine),
        ...(rest > 0 ? [point(`ほか${rest}商品`)] : []),
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
