import { dayMs, type EpochMs } from '../../core/kernel/index.ts';
import type { KeyExpiry } from '../../core/model/index.ts';
import type { Credential } from '../../core/ports/index.ts';
import { hasTexts } from '../key-parts.ts';
import type { SiteSchema } from '../mall.ts';

/** Where Amazon's Selling Partner API is for Japan, and where its access tokens come from. */
export const amazonSite = {
  baseUrl: {
    parameter: 'amazonBaseUrl',
    variable: 'AMAZON_BASE_URL',
    isApi: true,
    standard: 'https://sellingpartnerapi-fe.amazon.com',
  },
  authUrl: {
    parameter: 'amazonAuthUrl',
    variable: 'AMAZON_AUTH_URL',
    isApi: false,
    standard: 'https://api.amazon.com',
  },
} as const satisfies SiteSchema;

/** Amazon.co.jp. */
export const marketplace = 'A1VC38T7YXB528';

/** The key of a seller: an application of Login with Amazon, and the seller's authorisation of it. */
export type AmazonCredential = {
  readonly mall: 'amazon';
  readonly clientId: string;
  readonly clientSecret: string;
  /** When the client secret was made: it works 180 days. */
  readonly secretRotatedAt: EpochMs;
  /** It stays good when the secret is rotated. */
  readonly refreshToken: string;
};

export const isAmazonCredential = (credential: Credential): credential is AmazonCredential =>
  credential.mall === 'amazon' &&
  hasTexts(credential, ['clientId', 'clientSecret', 'refreshToken']) &&
  typeof credential.secretRotatedAt === 'number';

/** Where a client secret is rotated; the names of the menus are documented in English. */
export const rotation =
  'セラーセントラル → アプリとサービス → アプリの開発 → LWA認証情報 → 表示 → シークレットをローテーション';

/** https://developer-docs.amazon.com/sp-api/docs/rotating-your-apps-lwa-credentials */
const secretMs = 180 * dayMs;

/** Amazon tells no day by its API: it follows from what people entered. */
export const credentialExpiry = ({ secretRotatedAt }: Pick<AmazonCredential, 'secretRotatedAt'>): KeyExpiry => ({
  part: 'client-secret',
  at: secretRotatedAt + secretMs,
});
