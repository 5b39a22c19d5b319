import type { AuditFigures } from '../incidents/incident.ts';
import type { ShopKey } from '../merchants/shop.ts';
import type { ShopAudit } from './shop-audit.ts';

/** Sums an audit up over the shops it was meant for. A shop without a result, or that could not be asked, is not audited. */
export function figuresOf(shops: readonly ShopKey[], audits: readonly ShopAudit[]): AuditFigures {
  const byShop = new Map(audits.map((audit) => [audit.shop, audit.result]));
  let [audited, atMall, missing, doubled, unread] = [0, 0, 0, 0, 0];
  let [surplusRows, surplusLeft] = [0, 0];
  for (const shop of shops) {
    const result = byShop.get(shop);
    if (result?.kind !== 'audited') continue;
    audited++;
    atMall += result.atMall;
    missing += result.missingCount;
    doubled += result.doubledCount;
    unread += result.unreadCount ?? 0;
    surplusRows += result.surplus?.rows ?? 0;
    surplusLeft += result.surplus?.left ?? 0;
  }
  const surplus = surplusRows === 0 ? {} : { surplusRows, surplusLeft };
  return { shops: shops.length, audited, atMall, missing, doubled, ...surplus, unread };
}
