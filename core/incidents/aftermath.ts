import { type DueAudit, dueAudit } from '../audit/due-audit.ts';
import { figuresOf } from '../audit/figures.ts';
import type { HealthSettings } from '../health/settings.ts';
import type { Shop, ShopKey } from '../merchants/shop.ts';
import { shopsOfMall } from '../merchants/shops-of-mall.ts';
import { holdingPause, type Pause } from '../pause/pause.ts';
import type { Ports } from '../ports/index.ts';
import type { EpochMs } from '../units.ts';
import { holdsListings } from './held-listings.ts';
import { holdsPushes } from './held-pushes.ts';
import type { Incident } from './incident.ts';
import { type Aftermath, nothingDone } from './keep.ts';

type Needed = Pick<Ports, 'pushes' | 'listings' | 'audits' | 'shops' | 'pauses' | 'clock'>;

/**
 * By the name of an audit, some of the shops that were not done when all shops were last read. While one of these is not done, the audit is
 * not, and no other shop is read: 57,000 shops every minute would be 64 MB. Losing this costs one reading of all shops.
 */
export type Laggards = Map<string, readonly ShopKey[]>;

/** When this many sampled shops are done, nearly all others are, so few full readings follow. */
const laggardsMax = 20;

const nothingToDo: Aftermath = { caughtUp: true, pushed: true, stocked: true, audited: true, audit: null };

/** How far the work after an incident has come, where it has any: read only while an audit is under way. */
export async function aftermathOf(
  ports: Needed,
  incident: Incident,
  settings: HealthSettings,
  laggards: Laggards,
): Promise<Aftermath> {
  const now = ports.clock.now();
  const due = dueAudit(incident, now, settings);
  // Nothing was held back of the orders, so there is nothing to look for among them.
  if (due === null) {
    if (incident.stage.kind !== 'recovering') return nothingDone;
    return { ...nothingToDo, ...(await sentOf(ports, incident, (await ports.pauses.standing()).pauses)) };
  }
  const { pauses } = await ports.pauses.standing();
  // What is closed for its lateness needs the figures, done or not.
  if (!isLate(incident, due, now, settings) && (await isAnyLeft(ports, due, pauses, laggards))) return nothingDone;
  return counted(ports, incident, due, pauses, laggards);
}

function isLate(incident: Incident, due: DueAudit, now: EpochMs, settings: HealthSettings): boolean {
  const { stage } = incident;
  const since = stage.kind === 'recovering' ? stage.since : due.caughtUpAt + settings.secondAuditAfterMs;
  return now - since >= settings.allClearWithinMs;
}

/** True while one of the remembered shops is not done. */
async function isAnyLeft(ports: Needed, due: DueAudit, pauses: readonly Pause[], laggards: Laggards): Promise<boolean> {
  const remembered = laggards.get(due.name) ?? [];
  for (const [index, key] of remembered.entries()) {
    const shop = await ports.shops.get(key);
    if (shop === null || isHeld(pauses, shop, ports.clock.now())) continue;
    const isAudited = async () => (await ports.audits.get(due.name, key))?.result.kind === 'audited';
    if (shop.cursor >= due.caughtUpAt && (await isAudited())) continue;
    laggards.set(due.name, remembered.slice(index));
    return true;
  }
  laggards.delete(due.name);
  return false;
}

/** Reads every shop of the mall, and what was found of it. */
async function counted(
  ports: Needed,
  incident: Incident,
  due: DueAudit,
  pauses: readonly Pause[],
  laggards: Laggards,
): Promise<Aftermath> {
  const [shops, audits] = await Promise.all([shopsOfMall(ports, incident.mall), ports.audits.of(due.name)]);
  const now = ports.clock.now();
  const free = shops.filter((shop) => !isHeld(pauses, shop, now));
  const auditedShops = new Set(audits.filter(({ result }) => result.kind === 'audited').map(({ shop }) => shop));
  const behind = free.filter((shop) => shop.cursor < due.caughtUpAt);
  const unaudited = free.filter((shop) => !auditedShops.has(shop.key));
  const caughtUp = behind.length === 0;
  const audited = unaudited.length === 0;
  if (!(caughtUp && audited)) laggards.set(due.name, some([...new Set([...behind, ...unaudited])]));
  return {
    caughtUp,
    ...(await sentAfter(ports, incident, pauses, caughtUp && audited)),
    audited,
    audit: figuresOf(
      shops.map(({ key }) => key),
      audits,
    ),
  };
}

/** A shop that something holds is not waited for. */
function isHeld(pauses: readonly Pause[], shop: Shop, now: EpochMs): boolean {
  return holdingPause(pauses, shop, now) !== null;
}

/** Some of the shops, spread over all of them as they lie in their shards. */
function some(shops: readonly Shop[]): ShopKey[] {
  const count = Math.min(laggardsMax, shops.length);
  return Array.from({ length: count }, (_, index) => shops[Math.floor((index * shops.length) / count)]).flatMap(
    (shop) => shop?.key ?? [],
  );
}

type Sent = Pick<Aftermath, 'pushed' | 'stocked'>;

/** Only looked for once nothing else is waited for. */
async function sentAfter(
  ports: Needed,
  incident: Incident,
  pauses: readonly Pause[],
  isElseDone: boolean,
): Promise<Sent> {
  if (incident.stage.kind !== 'recovering') return { pushed: true, stocked: true };
  return isElseDone ? sentOf(ports, incident, pauses) : { pushed: false, stocked: false };
}

/** Whether all that the incident held has been sent; a shop that something else holds is not waited for. */
async function sentOf(ports: Needed, incident: Incident, pauses: readonly Pause[]): Promise<Sent> {
  return {
    pushed: !(await holdsPushes(ports, incident, pauses)),
    stocked: !(await holdsListings(ports, incident, pauses)),
  };
}
