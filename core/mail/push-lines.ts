import type { MallName } from '../merchants/shop.ts';
import { type OpenPoint, ours, theirs } from './open-points.ts';
import type { OutageAllClear, PushOutcome } from './outage-all-clear.ts';
import { mallWords, screenWords } from './words.ts';

/** What became of the status changes that an outage held. */
export function pushResult(pushes: PushOutcome | null | undefined): string {
  if (pushes === undefined) return 'お預かりした変更から、順に送信しています。';
  if (pushes === null) return '確認できませんでした';
  const { held, confirmed, needMerchant, needOthers, underWay } = pushes;
  if (held === 0) return '障害期間にお預かりした変更はございませんでした。';
  const failed = needMerchant + needOthers;
  return `障害期間にお預かりした変更 ${held}件・送信済み ${confirmed}件・送信できなかったもの ${failed}件・未完了 ${underWay}件`;
}

/** What of them is not yet as it should be, and what a person has to look at. */
export function openPushes({ pushes, shops, mall }: Pick<OutageAllClear, 'pushes' | 'shops' | 'mall'>): OpenPoint[] {
  if (pushes === undefined) return [];
  if (pushes === null) {
    const ask = `お手数ですが、障害期間に変更されたご注文を${screenWords[mall]}でご確認ください。`;
    return [theirs(1, `ステータスの送信: 結果を確認できませんでした。${ask}`)];
  }
  const { needMerchant, needOthers, underWay } = pushes;
  const points: OpenPoint[] = [];
  if (needMerchant > 0) points.push(theirs(needMerchant, refusedPushesText(needMerchant, mall)));
  if (needOthers > 0) {
    points.push(ours(needOthers, `ステータスの送信: ${needOthers}件は送信できませんでした。当社で確認しております。`));
  }
  if (underWay > 0) {
    const how = shops.some(({ heldApart = [] }) => heldApart.includes('status'))
      ? '別の理由で停止中の店舗の分は、再開後に自動で送信いたします。'
      : 'このまま自動で送信いたします。';
    points.push(ours(underWay, `ステータスの送信: ${underWay}件が続いています(未完了)。${how}`));
  }
  return points;
}

/** The digest (`status-digest.ts`) names the orders, and what to do about each. */
export function refusedPushesText(count: number, mall: MallName): string {
  const digest = '件名が「【要対応」で始まる別のメールでお知らせいたします(すでにお届けしている場合もございます)。';
  return `ステータスの送信: ${count}件は、${mallWords[mall]}に受け付けられませんでした。受注番号とご対応の方法は、${digest}`;
}
