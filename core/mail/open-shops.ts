import type { MallName } from '../merchants/shop.ts';
import { moment } from './days.ts';
import { type OpenPoint, ordersText, ours, theirs } from './open-points.ts';
import type { ShopOutcome } from './outage-all-clear.ts';
import { screenWords } from './words.ts';

/** What is open of a merchant's shops whose orders an outage concerned: never counted as 0, never left out. */
export function openShops(shops: readonly ShopOutcome[], mall: MallName): OpenPoint[] {
  return shops.flatMap((shop) => [...openImport(shop, mall), ...unreadOrders(shop, mall)]);
}

/** What only a new key lets go on, where no orders were concerned. */
export function openKeys(shops: readonly ShopOutcome[], mall: MallName): OpenPoint[] {
  return shops.filter(({ keyRefused }) => keyRefused).map(({ name }) => theirs(1, `${name}: ${keyText(mall)}`));
}

function openImport(shop: ShopOutcome, mall: MallName): OpenPoint[] {
  const { name, caughtUp, keyRefused } = shop;
  const screen = screenWords[mall];
  const until = `${moment(shop.importedUntil)} までのご注文を取込済みです`;
  if (keyRefused) {
    return [theirs(1, `${name}: ${keyText(mall)}${until}。その後のご注文は、再開するまで${screen}でご確認ください。`)];
  }
  const isAudited = shop.imported !== null && shop.missing !== null && shop.doubled !== null;
  if (caughtUp) {
    const ask = `お手数ですが、障害期間のご注文を${screen}でご確認ください。`;
    return isAudited ? [] : [theirs(1, `${name}: 照合できませんでした。${ask}`)];
  }
  // It may wait for more than time, such as a person here: nothing is promised but that it goes on by itself then.
  const more = isAudited
    ? 'その後の取込が続いています(未完了)。このまま自動で取り込みます。'
    : `その後の取込と照合が終わっておりません(未完了)。取込は、可能になり次第、自動で続けます。お急ぎのご注文は、${screen}でご確認ください。`;
  return [ours(1, `${name}: ${until}。${more}`)];
}

function unreadOrders({ name, unread }: ShopOutcome, mall: MallName): OpenPoint[] {
  if (unread === undefined || unread.count === 0) return [];
  return [theirs(unread.count, unreadText(name, unread, mall))];
}

/** What a merchant can do about orders that we cannot read. */
export function unreadText(shop: string, unread: NonNullable<ShopOutcome['unread']>, mall: MallName): string {
  const ask = `${screenWords[mall]}でご確認のうえ、ご対応をお願いいたします。`;
  const later = '読み取れるようになりましたら、自動で取り込みます。';
  return `${shop}: ${unread.count}件のご注文は内容を読み取れず、取り込めておりません。${ask}${later}${ordersText(unread)}`;
}

function keyText(mall: MallName): string {
  switch (mall) {
    case 'rms':
      return 'ライセンスキーが楽天市場に受け付けられず、連携が止まっています。有効期限をご確認のうえ、新しいライセンスキーを当社へお知らせください。';
    case 'yahoo':
      return 'Yahoo!ショッピングとの連携の認証が受け付けられず、連携が止まっています。利用の同意(再認可)と公開鍵の有効期限をご確認のうえ、当社へお知らせください。';
  }
}
