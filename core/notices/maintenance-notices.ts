import type { Letter } from '../mail/letter.ts';
import { maintenanceAfter, maintenanceAhead, maintenanceTask } from '../mail/maintenance.ts';
import type { Merchant } from '../merchants/merchant.ts';
import type { MallName, Shop } from '../merchants/shop.ts';
import { shopsOfMall } from '../merchants/shops-of-mall.ts';
import { isKeyRefused } from '../pause/key-refused.ts';
import type { Maintenance } from '../pause/maintenance.ts';
import type { Pause } from '../pause/pause.ts';
import { dayMs, type EpochMs, hourMs } from '../units.ts';
import { deliver, isDelivered, type Mailing, type NoticeReport, type NoticeWork } from './deliver.ts';

/** The mail ahead of a window goes this long before it. */
export const aheadMs = dayMs;
/** What is still not caught up this long after a window needs the merchant's eye. */
export const catchUpMs = hourMs;
/** Later than this nobody is written to about a window any more. */
const forgottenMs = dayMs;

type Kind = Extract<Mailing['kind'], 'maintenance-ahead' | 'maintenance-after'>;

/** The mail that a window wants now: one ahead of it; one after it, for those whose orders are not all here. */
export function dueOfMaintenance(maintenance: Maintenance, now: EpochMs): Kind | null {
  const { from, endedAt } = maintenance;
  if (now < from) return from - now <= aheadMs ? 'maintenance-ahead' : null;
  const sinceEnd = endedAt === undefined ? null : now - endedAt;
  return sinceEnd !== null && sinceEnd >= catchUpMs && sinceEnd < forgottenMs ? 'maintenance-after' : null;
}

/** Sends what the calendar of a mall wants told. */
export async function sendMaintenanceNotices(work: NoticeWork, mall: MallName, report: NoticeReport): Promise<void> {
  const { ports } = work;
  const { maintenances, pauses } = await ports.pauses.standing();
  for (const maintenance of maintenances.filter((window) => window.mall === mall)) {
    const kind = dueOfMaintenance(maintenance, ports.clock.now());
    if (kind === null) continue;
    const mailing = { occasion: `maintenance-${mall}-${maintenance.id}`, kind, audience: '' };
    if (await isDelivered(work, mailing)) continue;
    const shops = Map.groupBy(await shopsOfMall(ports, mall), ({ merchant }) => merchant);
    const write = (merchant: Merchant) => letterOf(kind, maintenance, merchant, shops.get(merchant.id) ?? [], pauses);
    await deliver(work, { ...mailing, write }, report);
  }
}

function letterOf(
  kind: Kind,
  { mall, from, to, capabilities }: Maintenance,
  merchant: Merchant,
  shops: readonly Shop[],
  pauses: readonly Pause[],
): Letter | null {
  const concerned = capabilities.filter((capability) => merchant.features.includes(capability));
  if (concerned.length === 0 || shops.length === 0) return null;
  const facts = { merchant: merchant.name, mall, from, to, capabilities: concerned };
  switch (kind) {
    case 'maintenance-ahead':
      return maintenanceAhead(facts);
    case 'maintenance-after': {
      const behind = concerned.includes('import') ? shops.filter(({ cursor }) => cursor < to) : [];
      const tasks = behind.map((shop) => maintenanceTask(shop.name, mall, isKeyRefused(shop, pauses)));
      return tasks.length === 0 ? null : maintenanceAfter({ ...facts, tasks });
    }
  }
}
