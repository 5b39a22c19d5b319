import { secondAuditOf } from '../audit/due-audit.ts';
import type { ShopAudit } from '../audit/shop-audit.ts';
import { type Incident, occasionOf } from '../incidents/incident.ts';
import { shopsOfMall } from '../merchants/shops-of-mall.ts';
import type { Pause } from '../pause/pause.ts';
import type { Ports } from '../ports/index.ts';
import type { NoticeFacts } from './write-letter.ts';

/**
 * Reads what the mails of an incident are written from.
 *
 * @param pauses what people and refused keys have set (`Standing`)
 */
export async function gatherFacts(
  ports: Pick<Ports, 'shops' | 'audits'>,
  incident: Incident,
  pauses: readonly Pause[],
): Promise<NoticeFacts> {
  const [shops, audits, secondAudits] = await Promise.all([
    shopsOfMall(ports, incident.mall),
    ports.audits.of(occasionOf(incident)),
    ports.audits.of(secondAuditOf(incident)),
  ]);
  const shopsByMerchant = Map.groupBy(shops, ({ merchant }) => merchant);
  return { incident, shopsByMerchant, audits: byShop(audits), secondAudits: byShop(secondAudits), pauses };
}

function byShop(audits: readonly ShopAudit[]): Map<string, ShopAudit['result']> {
  return new Map(audits.map(({ shop, result }) => [shop, result]));
}
