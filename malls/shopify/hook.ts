import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MallHook } from '../../core/ports/index.ts';
import { isShopifyCredential } from './site.ts';

const domain = /^([a-z0-9][a-z0-9-]{0,59})\.myshopify\.com$/;
const nameMax = 100;

/**
 * Webhooks of orders, by the headers that https://shopify.dev/docs/apps/build/webhooks/verify-deliveries names. The signature covers the body
 * alone: a body of one shop may come under the name of another one of the same app, and then names an order that is not there.
 */
export const shopifyHook: MallHook = {
  codeIn: ({ headers }) => domain.exec(headers['x-shopify-shop-domain'] ?? '')?.[1] ?? null,

  isSigned({ headers, body }, credential) {
    if (!isShopifyCredential(credential)) return false;
    const wanted = createHmac('sha256', credential.clientSecret).update(body).digest();
    const given = Buffer.from(headers['x-shopify-hmac-sha256'] ?? '', 'base64');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  },

  orderIn({ headers, body }) {
    if (!headers['x-shopify-topic']?.startsWith('orders/')) return null;
    const { name, updated_at: updated } = fieldsIn(body);
    if (typeof name !== 'string' || name.length === 0 || name.length > nameMax) return null;
    const changedAt = Date.parse(String(updated));
    return { orderNumber: name, changedAt: Number.isNaN(changedAt) ? null : changedAt };
  },
};

function fieldsIn(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(Buffer.from(body).toString()));
  } catch {
    return {};
  }
}
