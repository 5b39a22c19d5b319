import { dayMs, sentence } from '../../core/kernel/index.ts';
import { momentPart, secretPart } from '../key-parts.ts';
import type { MallDesk } from '../mall.ts';
import { yahooCarriers } from './carriers.ts';
import { progressNames, yahooSheet } from './columns.ts';
import type { YahooLister } from './item-list.ts';
import { publicKeyPem } from './public-key.ts';
import { yahooSite } from './site.ts';
import { yahooStatus } from './status-traits.ts';

const textOf =
  (form: RegExp) =>
  (text: string): string | null =>
    form.test(text) ? text : null;

/** What people's tools need to know of Yahoo!ショッピング. */
export const yahooDesk: MallDesk = {
  name: 'Yahoo!ショッピング',
  shortName: 'Yahoo',
  site: yahooSite,
  shopCode: 'ストアアカウント',
  keyParts: [
    secretPart('clientId', 'client_id'),
    secretPart('clientSecret', 'client_secret'),
    // It stays the same string when a person agrees again.
    {
      ...secretPart('refreshToken', 'refresh_token'),
      form: textOf(/^[\x21-\x7e]{1,2000}$/),
      bringsAlong: ['consentedAt'],
    },
    { ...momentPart('consentedAt', 'consented_at'), endsFirst: true },
    {
      name: 'publicKey',
      column: 'public_key',
      wanted: 'the 公開鍵 as PEM, or its letters on one line',
      form: publicKeyPem,
      bringsAlong: ['publicKeyVersion', 'publicKeyIssuedAt'],
    },
    {
      name: 'publicKeyVersion',
      column: 'public_key_version',
      wanted: 'the number of the 公開鍵, such as 1',
      form: textOf(/^\d{1,6}$/),
    },
    momentPart('publicKeyIssuedAt', 'public_key_issued_at'),
  ],
  keyColumn: 'refresh_token',
  credentialOf: (parts) => ({ mall: 'yahoo', ...parts }),
  keyCare: {
    partNames: { consent: '同意', 'public-key': '公開鍵' },
    // A consent lives 28 days: with two weeks it would be something to look after half of the time.
    endsSoonMs: 7 * dayMs,
    renewal:
      'Let the shop agree to the application again (Yahoo! JAPAN), or issue a new 公開鍵 where that is what ends (ストアクリエイターPro: 設定 > 暗号鍵管理), and hand it in:',
    lookUp:
      'Look whether the consent has ended, and whether the stored 公開鍵 and its version are those that ストアクリエイターPro shows under 設定 > 暗号鍵管理.',
    switchOn: () =>
      'See to what the pause names (ops pauses); it is about what the application may do, and from where (Yahoo!デベロッパーネットワーク → アプリケーションの管理: 注文APIの利用申請, グローバルIPアドレスの登録).',
    switchAsked:
      'It is about what the application may do, and from where: see to it as said, in Yahoo!デベロッパーネットワーク → アプリケーションの管理.',
    untold: 'Store its keys again, with the moment of the consent and of the 公開鍵.',
    refused: 'Look whether the consent, the 公開鍵 and its version are the newest ones.',
  },
  status: yahooStatus,
  cancelNote: sentence`Yahoo!ショッピング sends the buyer a mail about the cancel at once, and it cannot be taken back.`,
  cancelRequest: sentence`Its buyer asks for its cancel: before it is shipped, decide in ${'ストアクリエイターPro → 注文管理'} whether it is cancelled.`,
  carriers: yahooCarriers,
  progressNames,
  sheet: yahooSheet,
  labels: async () => (await import('./labels.ts')).yahooLabels,
  // Loaded when it is asked for: what only reads addresses and names need not wait for the client.
  listItems: async (calls: YahooLister, after) => (await import('./item-list.ts')).listYahooItems(calls, after),
};
