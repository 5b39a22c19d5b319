import { servedAt } from '../mail/key-mails.ts';
import type { Letter } from '../mail/letter.ts';
import { maintenanceAfter, maintenanceAhead, maintenanceImport } from '../mail/maintenance.ts';
import { theirs } from '../mail/open-points.ts';
import { refusedPushesText } from '../mail/push-lines.ts';
import { openStock } from '../mail/stock-lines.ts';
import { mallWords } from '../mail/words.ts';
import type { Merchant } from '../merchants/merchant.ts';
import type { MallName } from '../merchants/shop.ts';
import { shopsOfMall } from '../merchants/shops-of-mall.ts';
import type { Maintenance } from '../pause/maintenance.ts';
import type { Pause } from '../pause/pause.ts';
import type { Standing } from '../pause/standing.ts';
import { dayMs, type EpochMs, hourMs } from '../units.ts';
import { deliver, isDelivered, type Mailing, type NoticeReport, type NoticeWork } from './deliver.ts';
import { heldApart, holdOf } from './held-apart.ts';
import { type Concerned, type WindowFacts, windowFactsOf } from './window-facts.ts';

/** The mail ahead of a window goes this long before it. */
export const aheadMs = dayMs;
/** The mail after a window goes this long after it: most has caught up by then, and it is known what was oversold. */
export const catchUpMs = hourMs;
/** Later than this nobody is written to about a window any more. */
const forgottenMs = dayMs;

type Kind = Extract<Mailing['kind'], 'maintenance-ahead' | 'maintenance-after'>;

/** The mail that a window wants now: one ahead of it; one after it, for those who have something to look at. */
export function dueOfMaintenance(maintenance: Maintenance, now: EpochMs): Kind | null {
  const { from, endedAt } = maintenance;
  if (now < from) return from - now <= aheadMs ? 'maintenance-ahead' : null;
  const sinceEnd = endedAt === undefined ? null : now - endedAt;
  return sinceEnd !== null && sinceEnd >= catchUpMs && sinceEnd < forgottenMs ? 'maintenance-after' : null;
}

/** Sends what the calendar of a mall wants told. */
export async function sendMaintenanceNotices(
  work: NoticeWork,
  mall: MallName,
  { maintenances, pauses }: Pick<Standing, 'maintenances' | 'pauses'>,
  report: NoticeReport,
): Promise<void> {
  const { ports } = work;
  for (const maintenance of maintenances.filter((window) => window.mall === mall)) {
    const kind = dueOfMaintenance(maintenance, ports.clock.now());
    if (kind === null) continue;
    const mailing = { occasion: `maintenance-${mall}-${maintenance.id}`, kind, audience: '' };
    if (await isDelivered(work, mailing)) continue;
    const concerned = await concernedBy(work, maintenance);
    const write = await writerOf(work, kind, maintenance, [...concerned.values()], pauses);
    const writeTo = ({ id }: Merchant) => {
      const one = concerned.get(id);
      return one === undefined ? null : write(one);
    };
    await deliver(work, { ...mailing, write: writeTo }, report);
  }
}

/** The merchants with a shop at the mall who use something that the window stops, by their ids. */
async function concernedBy(
  { ports }: NoticeWork,
  { mall, capabilities }: Maintenance,
): Promise<Map<string, Concerned>> {
  const shopsByMerchant = Map.groupBy(await shopsOfMall(ports, mall), ({ merchant }) => merchant);
  const concerned = new Map<string, Concerned>();
  for (const merchant of await ports.merchants.list()) {
    const { id, features, contacts } = merchant;
    const theirs = capabilities.filter((one) => features.includes(one) && servedAt[mall].includes(one));
    const shops = shopsByMerchant.get(id) ?? [];
    if (contacts.length === 0 || theirs.length === 0 || shops.length === 0) continue;
    concerned.set(id, { merchant, shops, capabilities: theirs });
  }
  return concerned;
}

/** What writes the mail of a window to a merchant whom it concerns; it gives null where there is nothing to tell. */
async function writerOf(
  { ports, oversoldOrders }: NoticeWork,
  kind: Kind,
  window: Maintenance,
  all: readonly Concerned[],
  pauses: readonly Pause[],
): Promise<(one: Concerned) => Letter | null> {
  switch (kind) {
    case 'maintenance-ahead':
      return (one) => letterAhead(window, one, pauses);
    case 'maintenance-after': {
      const left = await windowFactsOf(ports, window, all, oversoldOrders);
      return (one) => letterAfter(window, one, left.get(one.merchant.id), pauses);
    }
  }
}

function letterAhead(
  { mall, from, to }: Maintenance,
  { merchant, shops, capabilities }: Concerned,
  pauses: readonly Pause[],
): Letter {
  const held = shops.map((shop) => ({ name: shop.name, heldApart: heldApart(shop, capabilities, pauses) }));
  const { name, features } = merchant;
  return maintenanceAhead({ merchant: name, mall, from, to, capabilities, features, shops: held });
}

/**
 * Null where nothing needs the merchant, as of orders that are still coming in by themselves. Of changes that failed the digest tells with all that is
 * needed: they are named where the mail goes, and are no reason for it.
 */
function letterAfter(
  { mall, from, to }: Maintenance,
  { merchant, shops, capabilities }: Concerned,
  left: WindowFacts | undefined,
  pauses: readonly Pause[],
): Letter | null {
  const behind = capabilities.includes('import') ? shops.filter(({ cursor }) => cursor < to) : [];
  const { oversold = [], listings = 0, pushes = 0 } = left ?? {};
  const stock = listings === null ? null : { listings, underWay: 0, needMerchant: listings };
  const open = [
    ...behind.map((shop) => maintenanceImport(shop.name, mall, holdOf(shop, 'import', pauses))),
    ...openStock({ stock, oversold, shops: [] }, mallWords[mall]),
  ];
  if (open.every(({ who }) => who === 'us')) return null;
  if (pushes !== null && pushes > 0) open.push(theirs(pushes, refusedPushesText(pushes, mall)));
  return maintenanceAfter({ merchant: merchant.name, mall, from, to, open, oversold });
}
