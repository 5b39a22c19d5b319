import type { Credential } from '../../core/ports/index.ts';
import { hasTexts } from '../key-parts.ts';
import type { SiteSchema } from '../mall.ts';

/** Where RMS's API is. */
export const rmsSite = {
  baseUrl: {
    parameter: 'rmsBaseUrl',
    variable: 'RMS_BASE_URL',
    isApi: true,
    standard: 'https://api.rms.rakuten.co.jp',
  },
} as const satisfies SiteSchema;

/** The key of 楽天市場: every call carries both halves. */
export type RmsCredential = {
  /** Absent if 0.1.0 sealed it. */
  readonly mall?: 'rms';
  readonly serviceSecret: string;
  readonly licenseKey: string;
};

export const isRmsCredential = (credential: Credential): credential is RmsCredential =>
  (credential.mall === undefined || credential.mall === 'rms') && hasTexts(credential, ['serviceSecret', 'licenseKey']);
