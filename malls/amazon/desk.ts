import { dayMs, sentence } from '../../core/kernel/index.ts';
import { momentPart, secretPart } from '../key-parts.ts';
import type { MallDesk } from '../mall.ts';
import { amazonCarriers } from './carriers.ts';
import { amazonSheet, progressNames } from './columns.ts';
import type { AmazonLister } from './item-list.ts';
import { amazonSite, rotation } from './site.ts';
import { amazonStatus } from './status-traits.ts';
import type { AmazonSubscriber } from './subscriptions.ts';

/** Refresh tokens are longer than other keys. */
const longSecret = (text: string): string | null => (/^[\x21-\x7e]{1,2000}$/.test(text) ? text : null);

/** What people's tools need to know of Amazon. */
export const amazonDesk: MallDesk = {
  name: 'Amazon',
  shortName: 'Amazon',
  isOptional: true,
  site: amazonSite,
  shopCode: '出品者ID',
  keyParts: [
    secretPart('clientId', 'lwa_client_id'),
    { ...secretPart('clientSecret', 'lwa_client_secret'), bringsAlong: ['secretRotatedAt'], endsFirst: true },
    { ...momentPart('secretRotatedAt', 'secret_rotated_at'), endsFirst: true },
    { ...secretPart('refreshToken', 'lwa_refresh_token'), form: longSecret },
  ],
  keyColumn: 'lwa_refresh_token',
  credentialOf: (parts) => ({ mall: 'amazon', ...parts }),
  keyLike: /Atz[ar]\|[\w/+=-]{20,}|amzn1\.oa2-cs\.v1\.[0-9a-f]{20,}/,
  keyCare: {
    partNames: { 'client-secret': 'LWAクライアントシークレット' },
    endsSoonMs: 30 * dayMs,
    renewal: `Rotate the client secret of the application (${rotation}), and hand it in within seven days, after which the old one ends:`,
    lookUp:
      'Look whether the client secret has ended (180 days after its rotation), and whether the seller still authorises the application (セラーセントラル → アプリとサービス → アプリの管理).',
    switchOn: () =>
      'See to what the pause names (ops pauses): the roles of the application (セラーセントラル → アプリとサービス → アプリの開発), and the authorisation of the seller (アプリの管理), who must give it again after roles were added.',
    switchAsked:
      'It is about the roles of the application: add the one for 在庫と注文の追跡, and let the seller authorise the application again.',
    untold: 'Store its keys again, with the moment at which the client secret was rotated.',
    refused:
      'Look whether client id, client secret and refresh token belong to the same application, and whether the secret was rotated since.',
  },
  status: amazonStatus,
  cancelRequest: sentence`Its buyer asks for its cancel: before it is shipped, decide in ${'セラーセントラル → 注文 → 注文管理'} whether it is cancelled.`,
  carriers: amazonCarriers,
  progressNames,
  // https://developer-docs.amazon.com/sp-api/docs/set-up-notifications-with-amazon-sqs
  hintsTo: 'queue',
  hintSender: '437568002678',
  // https://developer-docs.amazon.com/sp-api/docs/set-up-notifications-with-amazon-eventbridge
  hintEvents: ['LISTINGS_ITEM_MFN_QUANTITY_CHANGE'],
  importNote: sentence`${'Amazon'} allows one listing of orders in three minutes, so an order comes up to eight minutes late, and levels are raised every ten minutes.`,
  sheet: amazonSheet,
  labels: async () => (await import('./labels.ts')).amazonLabels,
  // Loaded when it is asked for: what only reads addresses and names need not wait for the client.
  listItems: async (calls: AmazonLister, after) => (await import('./item-list.ts')).listAmazonItems(calls, after),
  subscribeHints: async (calls: AmazonSubscriber, queueArn) =>
    (await import('./subscriptions.ts')).subscribeToHints(calls, queueArn),
};
