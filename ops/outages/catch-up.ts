import { dayMs, type EpochMs, jstText, mapLimited } from '../../core/kernel/index.ts';
import { countHeld } from '../../core/mail/index.ts';
import {
  type AffectedSpan,
  allBuckets,
  type Capability,
  type CatchUp,
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
import { t } from '../../language/language.ts';
import { counted, durationText, enumerated } from '../../language/phrases.ts';
import { capabilityWord } from '../../views/pause/index.ts';
import { jstIso } from '../../views/plain.ts';

/** How one kind of work that an incident held is caught up. */
export interface CatchUpPart {
  readonly capability: Capability;
  /** Shops that are behind, changes or listings that are left; null where nothing is looked for, since nothing moves: `heldParts` does. */
  readonly left: number | null;
  /** True where there may be more: a shop has too many to count. */
  readonly isLeast?: boolean;
  readonly catchUp: CatchUp;
}

type Needed = Pick<Ports, 'changes' | 'listings' | 'log'>;

/** What is known besides the incident. */
interface Seen {
  readonly shops: readonly Shop[];
  readonly standing: Standing;
  readonly now: EpochMs;
}

const readsAtOnce = 16;
const rowsPerShop = 1_000;
/** A listing that is tried again later is due that far ahead. */
const retriedWithinMs = dayMs;

/** How what an incident held is caught up, kind by kind; empty once it is closed. What another pause holds is not waited for. */
export async function catchUpParts(ports: Needed, incident: Incident, seen: Seen): Promise<CatchUpPart[]> {
  if (incident.stage.kind === 'closed') return [];
  const latest = new Map(spansOfOccasion(incident).map((span) => [span.capability, span]));
  return Promise.all([...latest.values()].map((span) => partOf(ports, incident, span, seen)));
}

async function partOf(ports: Needed, incident: Incident, span: AffectedSpan, seen: Seen): Promise<CatchUpPart> {
  const { capability } = span;
  const { standing, now } = seen;
  const health = standing.healths.find((one) => one.mall === incident.mall && one.capability === capability);
  const resumed = resumedSince(health ?? { state: { kind: 'healthy' } }, span);
  if ('why' in resumed) return { capability, left: null, catchUp: { kind: 'unknown', why: resumed.why } };
  switch (capability) {
    case 'import': {
      const work = freeShops(incident, seen, capability).map((shop) =>
        heldImport(shop, resumed.heldAt, span.to ?? resumed.at),
      );
      const left = work.filter((one) => one.left > 0).length;
      return { capability, left, catchUp: catchUpOf(work, resumed.at, now, resumed.ahead) };
    }
    case 'status': {
      const { work, areAll } = await heldChanges(ports, freeShops(incident, seen, capability), { ...span, now });
      const left = work.reduce((sum, one) => sum + one.left, 0);
      // Of some shops alone it is not known which went on before.
      const catchUp = catchUpOf(work, resumed.at, now, areAll ? resumed.ahead : 0);
      const isUncounted = !areAll && catchUp.kind === 'unknown' && catchUp.why === 'still';
      return { capability, left, catchUp: isUncounted ? { kind: 'unknown', why: 'uncounted' } : catchUp };
    }
    case 'stock': {
      const left = await listingsLeft(ports, freeShops(incident, seen, capability), { ...span, now });
      return { capability, left, catchUp: left === 0 ? { kind: 'done' } : { kind: 'unknown', why: 'uncounted' } };
    }
  }
}

/** The same parts, with how many changes and listings are held where the mall does not answer yet. */
export async function heldParts(
  ports: Needed,
  incident: Incident,
  parts: readonly CatchUpPart[],
  seen: Seen,
): Promise<CatchUpPart[]> {
  const spans = spansOfOccasion(incident);
  const count = async (part: CatchUpPart): Promise<CatchUpPart> => {
    const span = spans.findLast(({ capability }) => capability === part.capability);
    if (part.left !== null || span === undefined || part.capability === 'import') return part;
    const shops = freeShops(incident, seen, part.capability);
    const ofSpan = { ...span, now: seen.now };
    if (part.capability === 'stock') return { ...part, left: await listingsLeft(ports, shops, ofSpan) };
    const { work, isCut } = await heldChanges(ports, shops, ofSpan);
    return { ...part, left: work.reduce((sum, one) => sum + one.left, 0), isLeast: isCut };
  };
  return Promise.all(parts.map(count));
}

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
): Promise<{ readonly work: readonly HeldWork[]; readonly areAll: boolean; readonly isCut: boolean }> {
  const areAll = shops.length <= countedMax;
  const meant = areAll
    ? shops.map(({ key }) => key)
    : await shopsDue(shops, (bucket) => ports.changes.dueShops(bucket));
  const counts = await mapLimited(meant, readsAtOnce, (shop) => countHeld(ports, shop, { from, to: to ?? now }));
  const work = counts.flatMap((count) =>
    count === null ? [] : { done: count.held - count.underWay, left: count.underWay },
  );
  return { work, areAll, isCut: counts.includes(null) };
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

const heldWords: Readonly<Record<Capability, (left: number) => string>> = {
  import: (left) => counted(left, 'shop'),
  status: (left) => counted(left, 'held change'),
  stock: (left) => counted(left, 'held listing'),
};

function leftText({ capability, left, isLeast, catchUp }: CatchUpPart): string {
  if (left === null) return '';
  const held = heldWords[capability](left);
  const isSilent = catchUp.kind === 'unknown' && catchUp.why === 'silent';
  return `${isSilent ? (isLeast ? t`at least ${held}` : held) : t`${held} left`}${t`; `}`;
}

function whyText(why: WhyUnknown): string {
  switch (why) {
    case 'silent':
      return t`when all is caught up cannot be known while the mall does not answer`;
    case 'ramp':
      return t`when all is caught up cannot be known while shops are let through step by step`;
    case 'early':
      return t`when all is caught up cannot be known yet: the pace is measured over two minutes at least`;
    case 'still':
      return t`when all is caught up cannot be known: nothing was done since the first answer`;
    case 'uncounted':
      return t`when all is caught up cannot be known: how fast it goes is not measured`;
  }
}

/** When all is caught up, a line for each kind of work; kinds of which the same is said share one. */
export function catchUpLines(parts: readonly CatchUpPart[], now: EpochMs): string[] {
  const texts = Map.groupBy(parts, (part) => partText(part, now));
  return [...texts].map(
    ([text, alike]) => `${enumerated(alike.map(({ capability }) => capabilityWord(capability)))}: ${text}`,
  );
}

function partText(part: CatchUpPart, now: EpochMs): string {
  const { catchUp } = part;
  const what = leftText(part);
  switch (catchUp.kind) {
    case 'done':
      return t`caught up`;
    case 'unknown':
      return `${what}${whyText(catchUp.why)}`;
    case 'estimated': {
      const { at, since } = catchUp;
      const [from, by] = [jstText(since).slice(11, 16), jstText(at).slice(0, 16)];
      const leads = t`at the pace since ${from} all by about ${by} (in ${durationText(at - now)}): an estimate, no promise`;
      return `${what}${leads}`;
    }
  }
}

/** The same for programs. */
export function catchUpJson(parts: readonly CatchUpPart[]): object[] {
  return parts.map(({ capability, left, catchUp }) => ({
    capability,
    left,
    estimate: catchUp.kind === 'estimated' ? jstIso(catchUp.at) : null,
    measuredSince: catchUp.kind === 'estimated' ? jstIso(catchUp.since) : null,
    unknown: catchUp.kind === 'unknown' ? catchUp.why : null,
  }));
}
