import { dayMs, type EpochMs, eachLimited } from '../kernel/index.ts';
import {
  allBuckets,
  type Capability,
  type DueAudit,
  dueAudit,
  figuresOf,
  type HealthSettings,
  holdingPause,
  type Incident,
  mallOf,
  type Pause,
  type Shop,
  type ShopKey,
  type Standing,
  spansOfOccasion,
  waitingSince,
  windowsOverSince,
} from '../model/index.ts';
import { type Ports, shopsOfMall } from '../ports/index.ts';
import { nothingDone, type RecoveryProgress } from './keep-incidents.ts';

type Needed = Pick<Ports, 'changes' | 'listings' | 'audits' | 'shops' | 'pauses' | 'clock'>;

/**
 * By the name of an audit, some of the shops that were not done when all shops were last read. While one of these is not done, the audit is
 * not, and no other shop is read: 57,000 shops every minute would be 64 MB. Losing this costs one reading of all shops.
 */
export type Laggards = Map<string, readonly ShopKey[]>;

/** When this many sampled shops are done, nearly all others are, so few full readings follow. */
const laggardsMax = 20;

const nothingToDo: RecoveryProgress = { ...nothingDone, caughtUp: true, pushed: true, stocked: true, audited: true };

/** How far the work after an incident has come, where it has any: read only while an audit is under way. */
export async function recoveryProgressOf(
  ports: Needed,
  incident: Incident,
  settings: HealthSettings,
  laggards: Laggards,
): Promise<RecoveryProgress> {
  const now = ports.clock.now();
  const due = dueAudit(incident, now, settings);
  // Nothing was held back of the orders, so there is nothing to look for among them.
  if (due === null) {
    if (incident.stage.kind !== 'recovering') return nothingDone;
    const standing = await ports.pauses.standing();
    const sent = await sentOf(ports, incident, standing.pauses);
    return { ...nothingToDo, ...sent, askableSince: askableSinceOf(incident, standing, now) };
  }
  const standing = await ports.pauses.standing();
  const { pauses } = standing;
  const askableSince = askableSinceOf(incident, standing, now);
  const { stage } = incident;
  const since = stage.kind === 'recovering' ? stage.since : due.caughtUpAt + settings.secondAuditAfterMs;
  const isLate = now - Math.max(since, askableSince) >= settings.allClearWithinMs;
  // What is closed for its lateness needs the figures, done or not.
  if (!isLate && (await isAnyLeft(ports, due, pauses, laggards))) return { ...nothingDone, askableSince };
  return { ...(await counted(ports, incident, due, pauses, laggards)), askableSince };
}

/** Since when no window holds what is left: of all that was out while the incident recovers, later of the second audit alone. */
function askableSinceOf(incident: Incident, { maintenances }: Pick<Standing, 'maintenances'>, now: EpochMs): EpochMs {
  const { stage, mall } = incident;
  const held: readonly Capability[] =
    stage.kind === 'recovering' ? spansOfOccasion(incident).map(({ capability }) => capability) : ['import'];
  return Math.max(0, ...held.map((capability) => windowsOverSince(maintenances, mall, capability, now)));
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
): Promise<Omit<RecoveryProgress, 'askableSince'>> {
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

type Sent = Pick<RecoveryProgress, 'pushed' | 'stocked'>;

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

/**
 * A listing that is tried again later was due before: its next moment lies in the future. This is further ahead than any listing that waits
 * for its mall is due.
 */
const retriedWithinMs = dayMs;

/**
 * True when a listing of a shop that no pause holds still waits for a level that it should have shown before the mall's stock came back.
 * Later sales make listings due all the time, and are not waited for. Where stock was never out, nothing is read; else one
 * small read for each shop that has something due, and one more for it.
 */
async function holdsListings(
  ports: Pick<Ports, 'listings' | 'shops' | 'clock'>,
  incident: Incident,
  pauses: readonly Pause[],
): Promise<boolean> {
  const spans = spansOfOccasion(incident).filter(({ capability }) => capability === 'stock');
  if (spans.length === 0) return false;
  const { listings, clock } = ports;
  const now = clock.now();
  const until = Math.max(...spans.map(({ to }) => to ?? now));
  return waitsInShop(ports, incident, pauses, {
    capability: 'stock',
    dueShops: (bucket) => listings.dueShops(bucket, now + retriedWithinMs),
    waits: async (shop) =>
      (await listings.due(shop, now + retriedWithinMs, rowsMax)).some(
        (listing) => (waitingSince(listing) ?? until) < until,
      ),
  });
}

/**
 * True when a push that an incident held is still under way in a shop that no other pause holds. Where statuses were never out, nothing is
 * read; else one small read for each shop that has something open, and one more for it.
 */
export async function holdsPushes(
  ports: Pick<Ports, 'changes' | 'shops' | 'clock'>,
  incident: Incident,
  pauses: readonly Pause[],
): Promise<boolean> {
  const spans = spansOfOccasion(incident).filter(({ capability }) => capability === 'status');
  if (spans.length === 0) return false;
  const from = Math.min(...spans.map((span) => span.from));
  return waitsInShop(ports, incident, pauses, {
    capability: 'status',
    dueShops: (bucket) => ports.changes.dueShops(bucket),
    waits: async (shop) => (await ports.changes.undone(shop, rowsMax)).some(({ heldAt }) => (heldAt ?? 0) >= from),
  });
}

/** Rows of one shop among which one that was held is looked for; those that waited longest come first. */
const rowsMax = 1_000;
/** Buckets checked at once. */
const bucketsAtOnce = 10;

/** Work of one kind, as its store finds it. */
interface Work {
  readonly capability: Capability;
  /** The shops of a bucket that have something due. */
  dueShops(bucket: number): Promise<readonly ShopKey[]>;
  /** True when something of the shop waits that the incident held. */
  waits(shop: ShopKey): Promise<boolean>;
}

/** True when work that an incident held waits in a shop of its mall that no pause holds now. Reads until it finds one such shop. */
async function waitsInShop(
  { shops, clock }: Pick<Ports, 'shops' | 'clock'>,
  { mall }: Pick<Incident, 'mall'>,
  pauses: readonly Pause[],
  { capability, dueShops, waits }: Work,
): Promise<boolean> {
  let isFound = false;
  await eachLimited(allBuckets, bucketsAtOnce, async (bucket) => {
    if (isFound) return;
    for (const key of await dueShops(bucket)) {
      if (isFound) return;
      if (mallOf(key) !== mall || !(await waits(key))) continue;
      const shop = await shops.get(key);
      isFound ||= shop !== null && holdingPause(pauses, shop, clock.now(), capability) === null;
    }
  });
  return isFound;
}
