import { dayMs, sentence } from '../../core/kernel/index.ts';
import { secretPart } from '../key-parts.ts';
import type { MallDesk } from '../mall.ts';
import { rmsCarriers } from './carriers.ts';
import { progressNames, rmsSheet } from './columns.ts';
import { rmsSite } from './site.ts';
import { rmsStatus } from './status-traits.ts';
import type { RmsStockCaller } from './stock-api.ts';

/** What people's tools need to know of 楽天市場. */
export const rmsDesk: MallDesk = {
  name: '楽天市場',
  shortName: '楽天',
  site: rmsSite,
  shopCode: 'shopUrl',
  keyParts: [
    secretPart('serviceSecret', 'service_secret'),
    { ...secretPart('licenseKey', 'license_key'), endsFirst: true },
  ],
  keyColumn: 'license_key',
  // As release 0.1.0 sealed it, which knew no other mall.
  credentialOf: (parts) => parts,
  keyLike: /\bS[PL]\d{4,8}_[A-Za-z0-9]{8,}/,
  keyCare: {
    partNames: { licence: 'ライセンスキー' },
    // It lives 90 days, and a new one has to be issued by hand.
    endsSoonMs: 14 * dayMs,
    renewal:
      'Let the shop issue a new key in RMS, and hand it in right away. Under WEB APIサービス > ライセンスキーの確認・変更 that ends the old one at once; one of a developer company’s app, under 各種申請・設定変更 > システム開発企業からのAPIアクセス許可設定, leaves the old one until its end:',
    lookUp:
      'Look up the licence key that RMS shows now (WEB APIサービス > ライセンスキーの確認・変更, or, of a developer company’s app, 各種申請・設定変更 > システム開発企業からのAPIアクセス許可設定); let the shop issue another one only where that one has ended.',
    switchOn: (name = sentence`the function that the pause names (ops pauses)`) =>
      sentence`No new key is needed; it would end the one that works. Let the shop set ${name} to 利用する in RMS (WEB APIサービス > 利用機能編集).`,
    switchAsked:
      'Nothing was said against the key: let the shop set that function to 利用する in RMS (WEB APIサービス > 利用機能編集).',
    untold:
      'Let the shop switch ライセンス管理API to 利用する in RMS (WEB APIサービス > 利用機能編集), and run this again.',
    refused:
      'Was the key issued just now? RMS refuses a fresh one for 10 to 30 minutes, and one of a developer company’s app for up to an hour and a half.',
  },
  status: rmsStatus,
  cancelRequest: sentence`Its cancel is requested and not final (キャンセル確定待ち): before it is shipped, decide in ${'RMS → 受注・決済管理'} whether it is cancelled.`,
  carriers: rmsCarriers,
  progressNames,
  sheet: rmsSheet,
  labels: async () => (await import('./labels.ts')).rmsLabels,
  // Loaded when it is asked for: what only reads addresses and names need not wait for the client.
  listItems: async (calls: RmsStockCaller, after) => (await import('./item-list.ts')).listRmsItems(calls, after),
};
