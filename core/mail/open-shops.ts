import type { LeftRows } from '../audit/newly-left.ts';
import type { MallName } from '../merchants/shop.ts';
import { moment } from './days.ts';
import { type KeyTrouble, keyTrouble } from './key-refused.ts';
import { type OpenPoint, ordersText, ours, theirs } from './open-points.ts';
import type { ShopOutcome } from './outage-all-clear.ts';
import { screenWords } from './words.ts';

/** What is open of a merchant's shops whose orders an outage concerned: never counted as 0, never left out. */
export function openShops(shops: readonly ShopOutcome[], mall: MallName): OpenPoint[] {
  return shops.flatMap((shop) => [...openImport(shop, mall), ...unreadOrders(shop, mall), ...surplusRows(shop, mall)]);
}

/** What only a new key, or a function that is switched on, lets go on, where no orders were concerned. */
export function openKeys(shops: readonly ShopOutcome[], mall: MallName): OpenPoint[] {
  return shops.flatMap(({ name, hold }) => {
    const trouble = keyTrouble(mall, hold);
    return trouble === null ? [] : [theirs(1, `${name}: ${keyText(trouble)}`)];
  });
}

function openImport(shop: ShopOutcome, mall: MallName): OpenPoint[] {
  const { name, caughtUp, hold } = shop;
  const screen = screenWords[mall];
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
    const why = 'その後の取込は別の理由で停止中のため、停止が解除されしだい取り込みます(未完了)。';
    return [ours(1, `${name}: ${until}。${why}お急ぎのご注文は、${screen}でご確認ください。`)];
  }
  const more = isAudited
    ? 'その後の取込が続いています(未完了)。このまま自動で取り込みます。'
    : `その後の取込と照合が終わっておりません(未完了)。取込は、可能になり次第、自動で続けます。お急ぎのご注文は、${screen}でご確認ください。`;
  return [ours(1, `${name}: ${until}。${more}`)];
}

function unreadOrders({ name, unread }: ShopOutcome, mall: MallName): OpenPoint[] {
  if (unread === undefined || unread.count === 0) return [];
  return [theirs(unread.count, unreadText(name, unread, mall))];
}

/** Rows that a call of ours doubled are removed by it, as long as it is looked at; what came later only a person can take away. */
function surplusRows({ name, surplus, heldApart = [] }: ShopOutcome, mall: MallName): OpenPoint[] {
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

/** What a merchant can do about surplus rows that nothing removes any more. */
export function surplusText(shop: string, { left, leftIn }: LeftRows, mall: MallName): string {
  const ask = `${screenWords[mall]}でご確認のうえ、重複した行の削除をお願いいたします。`;
  const orders = ordersText({ orderNumbers: leftIn, count: leftIn.length });
  return `${shop}: 重複した発送明細が${left}件残っています。${ask}${orders}`;
}

/** What a merchant can do about orders that we cannot read. */
export function unreadText(shop: string, unread: NonNullable<ShopOutcome['unread']>, mall: MallName): string {
  const ask = `${screenWords[mall]}でご確認のうえ、ご対応をお願いいたします。`;
  const later = '読み取れるようになりましたら、自動で取り込みます。';
  return `${shop}: ${unread.count}件のご注文は内容を読み取れず、取り込めておりません。${ask}${later}${ordersText(unread)}`;
}

function keyText({ what, ask }: KeyTrouble): string {
  return `${what}、連携が止まっています。${ask}`;
}
