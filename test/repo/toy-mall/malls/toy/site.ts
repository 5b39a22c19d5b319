import type { Credential } from '../../core/ports/index.ts';
import { hasTexts } from '../key-parts.ts';
import type { SiteSchema } from '../mall.ts';

export const toySite = {
  baseUrl: { parameter: 'toyBaseUrl', variable: 'TOY_BASE_URL', isApi: true, standard: 'https://toy.example' },
} as const satisfies SiteSchema;

export type ToyKey = { readonly mall: 'toy'; readonly pass: string };

export const isToyKey = (credential: Credential): credential is ToyKey =>
  credential.mall === 'toy' && hasTexts(credential, ['pass']);
