import { attempt, type EpochMs, jstText, mapLimited, type Result, TsunagiError } from '../../core/kernel/index.ts';
import { type Chat, type Merchant, type Pause, pausesOf, type Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import type { ImportSettings } from '../../core/session/index.ts';
import { counted, t } from '../../language/index.ts';
import { type IncidentFacts, incidentFacts, recentIncidents } from '../../views/incident/index.ts';
import { type MallsFacts, mallsFacts } from '../../views/mall/index.ts';
import { auditNeeds, auditsLeft, type NeedFacts } from '../../views/now/index.ts';
import { type ShopState, shopState } from '../../views/shop/index.ts';

/** Shops asked about at once: each is one call to its mall, at most. */
const atOnce = 20;

export interface Stored {
  readonly shops: Result<readonly ShopFacts[]>;
  readonly merchants: Result<readonly Merchant[]>;
  readonly chats: Result<readonly Chat[]>;
  readonly outages: Result<OutageFacts>;
}

export interface OutageFacts {
  readonly malls: MallsFacts;
  readonly incidents: readonly IncidentFacts[];
  readonly audits: readonly NeedFacts[];
}

/** Reads shops, pauses, keys, the malls' health, incidents and merchants. Asks the mall when a key ends where no row says it, one call a shop. */
export async function readStored(
  ports: Pick<Ports, 'shops' | 'pauses' | 'malls' | 'merchants' | 'chats' | 'incidents' | 'audits' | 'clock'>,
  settings: Pick<ImportSettings, 'cursorRestMs'>,
): Promise<Stored> {
  const shops = await attempt(async () => {
    const [all, standing] = await Promise.all([ports.shops.all(), ports.pauses.standing()]);
    const pauses = pausesOf(standing, ports.clock.now());
    return mapLimited(
      all,
      atOnce,
      async (shop): Promise<ShopFacts> => ({
        shop,
        state: shopState(shop, pauses, settings, ports.clock.now()),
        pauses: pauses.filter(({ scope }) => scope === shop.key || scope === shop.mall),
        keyExpiresAt: shop.credential.expiresAt ?? (await expiryAtMall(ports, shop)),
      }),
    );
  });
  const outages = await attempt(async (): Promise<OutageFacts> => {
    const [all, standing, incidents] = await Promise.all([
      ports.shops.all(),
      ports.pauses.standing(),
      recentIncidents(ports),
    ]);
    const left = await auditsLeft(ports, incidents, all, ports.clock.now());
    const malls = mallsFacts(all, standing, ports.malls);
    return { malls, incidents: incidents.map(incidentFacts), audits: auditNeeds(left) };
  });
  const [merchants, chats] = [await attempt(() => ports.merchants.list()), await attempt(() => ports.chats.list())];
  return { shops, outages, merchants, chats };
}

async function expiryAtMall(ports: Pick<Ports, 'malls'>, shop: Shop): Promise<EpochMs | null> {
  try {
    return (await (await ports.malls.shop(shop)).keyExpiry())?.at ?? null;
  } catch (error) {
    // A switch of its own at the mall, a key that is dead, a mall that is away: the other checks tell which.
    if (error instanceof TsunagiError) return null;
    throw error;
  }
}

const namedMax = 5;

/** The keys of shops in their order; of many the first few, and how many others there are. */
export function named(shops: readonly Pick<ShopFacts, 'shop'>[]): string {
  const keys = shops.map(({ shop }) => shop.key).sort();
  const more = keys.length - namedMax;
  return `${keys.slice(0, namedMax).join(', ')}${more > 0 ? t` and ${counted(more, 'other shop')}` : ''}`;
}

export function firstOf(moments: readonly EpochMs[]): string {
  return `${jstText(Math.min(...moments))}${new Set(moments).size === 1 ? '' : t` and later`}`;
}

/** How commands name the shop that they are typed for: itself, or a place to fill in where they are typed once for each of many. */
export function typedShop(shops: readonly Pick<ShopFacts, 'shop'>[]): string {
  const [only, ...others] = shops;
  return only === undefined || others.length > 0 ? '<shop>' : only.shop.key;
}

export interface ShopFacts {
  readonly shop: Shop;
  readonly state: ShopState;
  readonly pauses: readonly Pause[];
  /** When its key stops working; null when unknown. */
  readonly keyExpiresAt: EpochMs | null;
}
