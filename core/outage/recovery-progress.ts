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
 * Unfinished shops of an audit when all were last read. While one of them is unfinished no other shop is read: 57,000 shops a minute would
 * be 64 MB. Losing this costs one reading of all shops.
 */
export type Laggards = Map<string, readonly ShopKey[]>;

/** Once this many sampled shops are done nearly all others are, so few full readings follow. */
const laggardsMax = 20;

const nothingToDo: RecoveryProgress = { ...nothingDone, caughtUp: true, pushed: true, stocked: true, audited: true };

/** Reads progress only while an audit is under way. */
export async function recoveryProgressOf(
  ports: Needed,
  incident: Incident,
  settings: HealthSettings,
  laggards: Laggards,
): Promise<RecoveryProgress> {
  const now = ports.clock.now();
  const due = dueAudit(incident, now, settings);
  // No orders were held back, so none are audited.
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
  // An incident closed late needs figures, done or not.
  if (!isLate && (await isAnyLeft(ports, due, pauses, laggards))) return { ...nothingDone, askableSince };
  return { ...(await counted(ports, incident, due, pauses, laggards)), askableSince };
}

/** End of the last window that held the rest: everything that was out, or later the second audit alone. */
function askableSinceOf(incident: Incident, { maintenances }: Pick<Standing, 'maintenances'>, now: EpochMs): EpochMs {
  const { stage, mall } = incident;
  const held: readonly Capability[] =
    stage.kind === 'recovering' ? spansOfOccasion(incident).map(({ capability }) => capability) : ['import'];
  return Math.max(0, ...held.map((capability) => windowsOverSince(maintenances, mall, capability, now)));
}

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

function isHeld(pauses: readonly Pause[], shop: Shop, now: EpochMs): boolean {
  return holdingPause(pauses, shop, now) !== null;
}

function some(shops: readonly Shop[]): ShopKey[] {
  const count = Math.min(laggardsMax, shops.length);
  return Array.from({ length: count }, (_, index) => shops[Math.floor((index * shops.length) / count)]).flatMap(
    (shop) => shop?.key ?? [],
  );
}

type Sent = Pick<RecoveryProgress, 'pushed' | 'stocked'>;

/** Reads what is left to send only once nothing else is waited for. */
async function sentAfter(
  ports: Needed,
  incident: Incident,
  pauses: readonly Pause[],
  isElseDone: boolean,
): Promise<Sent> {
  if (incident.stage.kind !== 'recovering') return { pushed: true, stocked: true };
  return isElseDone ? sentOf(ports, incident, pauses) : { pushed: false, stocked: false };
}

/** Whether all that the incident held was sent, except at shops otherwise held. */
async function sentOf(ports: Needed, incident: Incident, pauses: readonly Pause[]): Promise<Sent> {
  return {
    pushed: !(await holdsPushes(ports, incident, pauses)),
    stocked: !(await holdsListings(ports, incident, pauses)),
  };
}

/** A retried listing was due before its next moment; further ahead than any waiting listing is due. */
const retriedWithinMs = dayMs;

/**
 * Whether a listing of an unpaused shop still waits for a level from before the stock API came back; later sales do not count. No read if
 * stock was never out, else one or two small reads per shop with due listings.
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
 * Whether a push that the incident held is under way at an unpaused shop. No read if statuses were never out, else one or two small reads
 * per shop with open pushes.
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

/** Rows of a shop searched for a held one; the oldest come first. */
const rowsMax = 1_000;
const bucketsAtOnce = 10;

interface Work {
  readonly capability: Capability;
  dueShops(bucket: number): Promise<readonly ShopKey[]>;
  waits(shop: ShopKey): Promise<boolean>;
}

/** Whether held work waits at any unpaused shop of the mall; stops at the first. */
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
