import { secondAuditOf } from '../audit/due-audit.ts';
import type { ShopAudit } from '../audit/shop-audit.ts';
import { type Incident, occasionOf } from '../incidents/incident.ts';
import { shopsOfMall } from '../merchants/shops-of-mall.ts';
import { isKeyRefused } from '../pause/key-refused.ts';
import type { Ports } from '../ports/index.ts';
import type { NoticeFacts } from './write-letter.ts';

/** Reads what the mails of an incident are written from. */
export async function gatherFacts(
  ports: Pick<Ports, 'shops' | 'audits' | 'pauses'>,
  incident: Incident,
): Promise<NoticeFacts> {
  const [shops, audits, secondAudits, { pauses }] = await Promise.all([
    shopsOfMall(ports, incident.mall),
    ports.audits.of(occasionOf(incident)),
    ports.audits.of(secondAuditOf(incident)),
    ports.pauses.standing(),
  ]);
  const shopsByMerchant = Map.groupBy(shops, ({ merchant }) => merchant);
  const keyRefused = new Set(shops.filter((shop) => isKeyRefused(shop, pauses)).map(({ key }) => key));
  return { incident, shopsByMerchant, audits: byShop(audits), secondAudits: byShop(secondAudits), keyRefused };
}

function byShop(audits: readonly ShopAudit[]): Map<string, ShopAudit['result']> {
  return new Map(audits.map(({ shop, result }) => [shop, result]));
}
