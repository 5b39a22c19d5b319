import { dayMs, type EpochMs, hourMs, mapLimited } from '../kernel/index.ts';
import {
  type Capability,
  isContinued,
  isContinuedBy,
  type Listing,
  type Maintenance,
  type MallName,
  type Merchant,
  needsPerson,
  type OversoldOrders,
  type Pause,
  type Shop,
  type Standing,
} from '../model/index.ts';
import { type MallMail, type Ports, shopsOfMall } from '../ports/index.ts';
import { deliver, isDelivered, type Mailing, type NoticeWork } from './deliver.ts';
import { countHeld, known, linkedListings, oversoldGoods, type WithMails } from './facts.ts';
import type { Letter } from './letter.ts';
import { type OversoldGoods, openStock, refusedPushesText, theirs } from './lines.ts';
import { maintenanceAfter, maintenanceAhead, maintenanceImport } from './maintenance.ts';
import type { NoticeReport } from './sending.ts';
import { heldApart, holdOf } from './write-letter.ts';

const aheadMs = dayMs;
/** Delay of the mail after a window: by then most work has caught up and overselling is known. */
const catchUpMs = hourMs;
/** Age from which no mail is sent about a window. */
const forgottenMs = dayMs;

type Kind = Extract<Mailing['kind'], 'maintenance-ahead' | 'maintenance-after'>;

/** The mail due for a window: one ahead; one after, for those with something to look at. */
function dueOfMaintenance(maintenance: Maintenance, now: EpochMs): Kind | null {
  const { from, endedAt } = maintenance;
  if (now < from) return from - now <= aheadMs ? 'maintenance-ahead' : null;
  const sinceEnd = endedAt === undefined ? null : now - endedAt;
  return sinceEnd !== null && sinceEnd >= catchUpMs && sinceEnd < forgottenMs ? 'maintenance-after' : null;
}

export async function sendMaintenanceNotices(
  work: NoticeWork,
  mall: MallName,
  { maintenances, pauses }: Pick<Standing, 'maintenances' | 'pauses'>,
  report: NoticeReport,
): Promise<void> {
  const { ports } = work;
  const now = ports.clock.now();
  for (const planned of maintenances.filter((window) => window.mall === mall)) {
    const kind = dueOfMaintenance(planned, now);
    if (kind === null || (kind === 'maintenance-after' && isContinued(planned, maintenances, now))) continue;
    const mailing = { occasion: occasionOf(planned, kind), kind, audience: '' };
    if (await isDelivered(work, mailing)) continue;
    const maintenance = kind === 'maintenance-after' ? withContinued(planned, maintenances, now) : planned;
    const concerned = await concernedBy(work, maintenance);
    const write = await writerOf(work, kind, maintenance, [...concerned.values()], pauses);
    const writeTo = ({ id }: Merchant) => {
      const one = concerned.get(id);
      return one === undefined ? null : write(one);
    };
    await deliver(work, { ...mailing, write: writeTo }, report);
  }
}

/** A window planned anew may keep its id, so the occasion has `plannedAt`: it is announced again. 0.1.0 used ids alone. */
function occasionOf({ mall, id, plannedAt }: Maintenance, kind: Kind): string {
  const ofId = `maintenance-${mall}-${id}`;
  return kind === 'maintenance-after' || plannedAt === undefined ? ofId : `${ofId}~${plannedAt}`;
}

/** Extends a window back to the first that it continues, so that one mail covers all. */
function withContinued(window: Maintenance, all: readonly Maintenance[], now: EpochMs): Maintenance {
  const before = all.find((one) => isContinuedBy(one, window, now));
  return before === undefined ? window : withContinued({ ...window, from: before.from }, all, now);
}

async function concernedBy(
  { ports }: NoticeWork,
  { mall, capabilities }: Maintenance,
): Promise<Map<string, Concerned>> {
  const shopsByMerchant = Map.groupBy(await shopsOfMall(ports, mall), ({ merchant }) => merchant);
  const served = ports.mails.of(mall).capabilities;
  const concerned = new Map<string, Concerned>();
  for (const merchant of await ports.merchants.list()) {
    const { id, features, contacts } = merchant;
    const theirs = capabilities.filter((one) => features.includes(one) && served.includes(one));
    const shops = shopsByMerchant.get(id) ?? [];
    if (contacts.length === 0 || theirs.length === 0 || shops.length === 0) continue;
    concerned.set(id, { merchant, shops, capabilities: theirs });
  }
  return concerned;
}

/** Returns the writer of a window's mail; null from that means nothing to tell. */
async function writerOf(
  { ports, oversoldOrders }: NoticeWork,
  kind: Kind,
  window: Maintenance,
  all: readonly Concerned[],
  pauses: readonly Pause[],
): Promise<(one: Concerned) => Letter | null> {
  const told = { ...window, mall: ports.mails.of(window.mall) };
  switch (kind) {
    case 'maintenance-ahead':
      return (one) => letterAhead(told, one, pauses);
    case 'maintenance-after': {
      const left = await windowFactsOf(ports, window, all, oversoldOrders);
      return (one) => letterAfter(told, one, left.get(one.merchant.id), pauses);
    }
  }
}

type ToldWindow = Omit<Maintenance, 'mall'> & { readonly mall: MallMail };

function letterAhead(
  { mall, from, to }: ToldWindow,
  { merchant, shops, capabilities }: Concerned,
  pauses: readonly Pause[],
): Letter {
  const held = shops.map((shop) => ({ name: shop.name, heldApart: heldApart(shop, capabilities, pauses) }));
  const { name, features } = merchant;
  return maintenanceAhead({ merchant: name, mall, from, to, capabilities, features, shops: held });
}

/** Writes the mail; null if nothing needs the merchant. Failed changes are named but are no reason to send: the digest reports them. */
function letterAfter(
  { mall, from, to }: ToldWindow,
  { merchant, shops, capabilities }: Concerned,
  left: WindowFacts | undefined,
  pauses: readonly Pause[],
): Letter | null {
  const behind = capabilities.includes('import') ? shops.filter(({ cursor }) => cursor < to) : [];
  const { oversold = [], listings = 0, pushes = 0 } = left ?? {};
  const stock = listings === null ? null : { listings, underWay: 0, needMerchant: listings };
  const open = [
    ...behind.map((shop) => maintenanceImport(shop.name, mall, holdOf(shop, 'import', pauses))),
    ...openStock({ stock, oversold, shops: [] }, mall.name),
  ];
  if (open.every(({ who }) => who === 'us')) return null;
  if (pushes !== null && pushes > 0) open.push(theirs(pushes, refusedPushesText(pushes, mall)));
  return maintenanceAfter({ merchant: merchant.name, mall, from, to, open, oversold });
}

/** Most merchants have nothing to do, so these reads are most of the mails' cost. */
const merchantsAtOnce = 50;

/** Work left by a window; null: unknown. */
interface WindowFacts {
  /** Oversold goods with an order since the window began. */
  readonly oversold: readonly OversoldGoods[] | null;
  /** Listings refused or unknown at the mall since then. */
  readonly listings: number | null;
  /** Held changes that failed and need the merchant. */
  readonly pushes: number | null;
}

type Needed = Pick<Ports, 'listings' | 'stock' | 'shops' | 'changes' | 'clock' | 'log'> & WithMails;

interface Concerned {
  readonly merchant: Merchant;
  readonly shops: readonly Shop[];
  readonly capabilities: readonly Capability[];
}

async function windowFactsOf(
  ports: Needed,
  window: Maintenance,
  concerned: readonly Concerned[],
  oversoldOrders: OversoldOrders,
): Promise<ReadonlyMap<string, WindowFacts>> {
  const facts = await mapLimited(concerned, merchantsAtOnce, async (one) =>
    factsOf(ports, window, one, oversoldOrders),
  );
  return new Map(concerned.map(({ merchant }, index) => [merchant.id, facts[index] as WindowFacts]));
}

async function factsOf(
  ports: Needed,
  { from, to }: Maintenance,
  { merchant, shops, capabilities }: Concerned,
  oversoldOrders: OversoldOrders,
): Promise<WindowFacts> {
  const hasStock = merchant.features.includes('stock');
  // While orders or stock were out, other malls kept selling.
  const mayOversell = hasStock && (capabilities.includes('import') || capabilities.includes('stock'));
  const isNew = (listing: Listing): boolean => needsPerson(listing) && needsPersonSince(listing) >= from;
  const read = <T>(find: () => Promise<T>) => known(ports.log, 'stock.uncounted', { merchant: merchant.id }, find);
  return {
    oversold: mayOversell ? await read(() => oversoldGoods(ports, oversoldOrders, merchant, from)) : [],
    listings: capabilities.includes('stock')
      ? await read(async () => (await linkedListings(ports, shops)).filter(isNew).length)
      : 0,
    pushes: capabilities.includes('status') ? await failedPushes(ports, shops, from, to) : 0,
  };
}

function needsPersonSince({ orphanSince, wait }: Listing): EpochMs {
  return orphanSince ?? (wait?.kind === 'refused' ? wait.since : 0);
}

async function failedPushes(ports: Needed, shops: readonly Shop[], from: EpochMs, to: EpochMs): Promise<number | null> {
  let failed = 0;
  for (const { key } of shops) {
    const held = await countHeld(ports, key, { from, to });
    if (held === null) return null;
    failed += held.needMerchant;
  }
  return failed;
}
