import {
  dayMs,
  type EpochMs,
  exactly,
  mapLimited,
  object,
  oneOf,
  optional,
  orNull,
  type Static,
  text,
  whole,
} from '../../core/kernel/index.ts';
import { countHeld } from '../../core/mail/index.ts';
import {
  type AffectedSpan,
  allBuckets,
  type Capability,
  type CatchUp,
  capabilities,
  catchUpOf,
  type HeldWork,
  heldImport,
  holdingPause,
  type Incident,
  pausesOf,
  resumedSince,
  type Shop,
  type ShopKey,
  type Standing,
  spansOfOccasion,
  type WhyUnknown,
  waitingSince,
} from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { jstIso } from '../plain.ts';
import { moment } from '../shape.ts';

/** How one kind of work that an incident held is caught up. It is, where neither an estimate nor a reason against one is there. */
export const catchUpShape = object({
  capability: oneOf(capabilities),
  /** Shops that are behind, changes or listings that are left; null where nothing was looked for. */
  left: orNull(whole()),
  /** A shop has too many to count. */
  isLeast: optional(exactly(true)),
  ...{ estimate: orNull(moment), measuredSince: orNull(moment), unknown: orNull(text<WhyUnknown>()) },
});
export type CatchUpFacts = Static<typeof catchUpShape>;

type Needed = Pick<Ports, 'changes' | 'listings' | 'log'>;

interface Seen {
  readonly shops: readonly Shop[];
  readonly standing: Standing;
  readonly now: EpochMs;
  /** Whether changes and listings are counted that are held where the mall does not answer yet. */
  readonly countsHeld?: boolean;
}

const readsAtOnce = 16;
const rowsPerShop = 1_000;
/** A listing that is tried again later is due that far ahead. */
const retriedWithinMs = dayMs;

/** How what an incident held is caught up, kind by kind; empty once it is closed. What another pause holds is not waited for. */
export async function catchUpFacts(ports: Needed, incident: Incident, seen: Seen): Promise<CatchUpFacts[]> {
  if (incident.stage.kind === 'closed') return [];
  const latest = new Map(spansOfOccasion(incident).map((span) => [span.capability, span]));
  return Promise.all([...latest.values()].map((span) => factsOf(ports, incident, span, seen)));
}

async function factsOf(ports: Needed, incident: Incident, span: AffectedSpan, seen: Seen): Promise<CatchUpFacts> {
  const { capability } = span;
  const { standing, now } = seen;
  const health = standing.healths.find((one) => one.mall === incident.mall && one.capability === capability);
  const resumed = resumedSince(health ?? { state: { kind: 'healthy' } }, span);
  const shops = freeShops(incident, seen, capability);
  if ('why' in resumed) {
    const held = seen.countsHeld ? await heldNow(ports, span, shops, now) : { left: null };
    return { capability, ...held, ...estimateOf({ kind: 'unknown', why: resumed.why }) };
  }
  const uncounted: CatchUp = { kind: 'unknown', why: 'uncounted' };
  switch (capability) {
    case 'import': {
      const work = shops.map((shop) => heldImport(shop, resumed.heldAt, span.to ?? resumed.at));
      const left = work.filter((one) => one.left > 0).length;
      return { capability, left, ...estimateOf(catchUpOf(work, resumed.at, now, resumed.ahead)) };
    }
    case 'status': {
      const { work, left, areAll } = await heldChanges(ports, shops, { ...span, now });
      // Of some shops alone it is not known which went on before.
      const catchUp = catchUpOf(work, resumed.at, now, areAll ? resumed.ahead : 0);
      const isUncounted = !areAll && catchUp.kind === 'unknown' && catchUp.why === 'still';
      return { capability, left, ...estimateOf(isUncounted ? uncounted : catchUp) };
    }
    case 'stock': {
      const left = await listingsLeft(ports, shops, { ...span, now });
      return { capability, left, ...estimateOf(left === 0 ? { kind: 'done' } : uncounted) };
    }
  }
}

/** How many changes and listings are held where the mall does not answer yet. */
async function heldNow(
  ports: Needed,
  { capability, ...span }: AffectedSpan,
  shops: readonly Shop[],
  now: EpochMs,
): Promise<Pick<CatchUpFacts, 'left' | 'isLeast'>> {
  switch (capability) {
    case 'import':
      return { left: null };
    case 'status': {
      const { left, isCut } = await heldChanges(ports, shops, { ...span, now });
      return { left, ...(isCut && { isLeast: true }) };
    }
    case 'stock':
      return { left: await listingsLeft(ports, shops, { ...span, now }) };
  }
}

const estimateOf = (catchUp: CatchUp): Pick<CatchUpFacts, 'estimate' | 'measuredSince' | 'unknown'> => ({
  estimate: catchUp.kind === 'estimated' ? jstIso(catchUp.at) : null,
  measuredSince: catchUp.kind === 'estimated' ? jstIso(catchUp.since) : null,
  unknown: catchUp.kind === 'unknown' ? catchUp.why : null,
});

/** Its shops, without those that something else holds. */
function freeShops({ mall }: Incident, { shops, standing, now }: Seen, capability: Capability): readonly Shop[] {
  const others = pausesOf(standing, now).filter(({ cause }) => cause !== 'outage');
  return shops.filter((shop) => shop.mall === mall && holdingPause(others, shop, now, capability) === null);
}

/** Shops whose changes are counted, also where none is due any more: those say how fast changes go out. */
const countedMax = 200;

/** Of each shop, or where there are many of each with a change that is due: how many that were held are done, and how many are not. */
async function heldChanges(
  ports: Needed,
  shops: readonly Shop[],
  { from, to, now }: Pick<AffectedSpan, 'from' | 'to'> & { readonly now: EpochMs },
): Promise<{
  readonly work: readonly HeldWork[];
  readonly left: number;
  readonly areAll: boolean;
  readonly isCut: boolean;
}> {
  const areAll = shops.length <= countedMax;
  const meant = areAll
    ? shops.map(({ key }) => key)
    : await shopsDue(shops, (bucket) => ports.changes.dueShops(bucket));
  const counts = await mapLimited(meant, readsAtOnce, (shop) => countHeld(ports, shop, { from, to: to ?? now }));
  const work = counts.flatMap((count) =>
    count === null ? [] : { done: count.held - count.underWay, left: count.underWay },
  );
  return { work, left: work.reduce((sum, one) => sum + one.left, 0), areAll, isCut: counts.includes(null) };
}

/** How many listings wait for a level that they should have shown before the mall's stock came back. */
async function listingsLeft(
  { listings }: Needed,
  shops: readonly Shop[],
  { to, now }: Pick<AffectedSpan, 'to'> & { readonly now: EpochMs },
): Promise<number> {
  const until = now + retriedWithinMs;
  const due = await shopsDue(shops, (bucket) => listings.dueShops(bucket, until));
  const rows = await mapLimited(due, readsAtOnce, (shop) => listings.due(shop, until, rowsPerShop));
  return rows.flat().filter((listing) => (waitingSince(listing) ?? now) < (to ?? now)).length;
}

async function shopsDue(
  shops: readonly Shop[],
  dueShops: (bucket: number) => Promise<readonly ShopKey[]>,
): Promise<ShopKey[]> {
  const meant = new Set(shops.map(({ key }) => key));
  return (await mapLimited(allBuckets, readsAtOnce, dueShops)).flat().filter((shop) => meant.has(shop));
}
