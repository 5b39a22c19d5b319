import type { Capability } from '../health/capability.ts';
import type { MallName } from '../merchants/shop.ts';
import type { PushKind } from '../status/push.ts';

/** The malls as merchants know them. */
export const mallWords: Readonly<Record<MallName, string>> = { rms: '楽天市場', yahoo: 'Yahoo!ショッピング' };

/** What is affected, as a merchant would say it. */
export const capabilityWords: Readonly<Record<Capability, string>> = {
  import: '受注の取込',
  status: 'ステータスの送信',
  stock: '在庫の連動',
};

/** `受注の取込・在庫の連動` */
export function capabilitiesText(capabilities: readonly Capability[]): string {
  return capabilities.map((capability) => capabilityWords[capability]).join('・');
}

/** What was asked for, as a merchant would say it. */
export const pushKindWords: Readonly<Record<PushKind, string>> = {
  confirm: '注文確認',
  'sub-status': 'サブステータスの変更',
  memo: 'ひとことメモの変更',
  ship: '発送完了報告',
  cancel: '注文キャンセル',
};

/** Where a merchant looks for themselves, as the mall calls it. */
export const screenWords: Readonly<Record<MallName, string>> = {
  rms: '楽天市場の管理画面(RMS)',
  yahoo: 'Yahoo!ショッピングの管理画面(ストアクリエイターPro)',
};
