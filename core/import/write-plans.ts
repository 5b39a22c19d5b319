import { type EpochMs, eachLimited, mapLimited, secondMs } from '../kernel/index.ts';
import {
  announcementOf,
  type Claim,
  type ClaimKey,
  claimId,
  claimKeyRow,
  firstPlaced,
  type Intent,
  type ItemSkus,
  keyOfClaim,
  mallOf,
  mayBeFolded,
  type OrderRow,
  orderDueOf,
  type PendingAnnouncement,
  type ShopKey,
  type StandingClaim,
  type StoredOrder,
} from '../model/index.ts';
import { type MallTraits, type Ports, tellRefused } from '../ports/index.ts';
import { eachRow, type ImportSession, type ImportSettings } from '../session/index.ts';
import type { OrderPlan } from './plan.ts';

/** `duplicate`: another process stored equal content first. `overtaken`: other content, so the order must be reread. */
type PlanOutcome =
  | { readonly kind: 'stored'; readonly row: OrderRow }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'overtaken'; readonly floor: number; readonly carried: readonly ClaimKey[] }
  | { readonly kind: 'left' };

/** Claims written together, beyond a single order's: some seconds of writing. */
const claimsTogetherMax = 1_000;
const writeMs = 4;
/** Part of `callReserveMs` for writes after the last call. */
const writesReserveMs = 6 * secondMs;
/** Bytes before packing. An item may have 400 KB. */
const intentBytesMax = 360 * 1024;

/**
 * Carries out plans, in sequence if claims are many. Leaves what there is no time for to the next run, so that none is stopped midway.
 *
 * @param isFamily whether the plans are of one order and those that pieces moved between, to be written together
 */
export async function writePlans(
  run: ImportSession,
  plans: readonly OrderPlan[],
  isFamily = false,
): Promise<WrittenPlans> {
  const written: { intents: Intent[]; moved: Set<string> } = { intents: [], moved: new Set() };
  const outcomes: PlanOutcome[] = [];
  for (const [index, some] of (isFamily ? [plans] : inParts(plans)).entries()) {
    const neededMs = writesOf(some) * writeMs;
    if ((index === 0 && neededMs <= writesReserveMs) || run.hasTime(neededMs)) {
      outcomes.push(...(await writeTogether(run, some, written)));
    } else {
      outcomes.push(...some.map(() => ({ kind: 'left' as const })));
    }
  }
  return { outcomes, ...written };
}

export interface WrittenPlans {
  readonly outcomes: readonly PlanOutcome[];
  readonly intents: readonly Intent[];
  readonly moved: ReadonlySet<string>;
}

function inParts(plans: readonly OrderPlan[]): readonly (readonly OrderPlan[])[] {
  const all = plans.reduce((sum, { claims }) => sum + claims.length, 0);
  if (all <= claimsTogetherMax) return [plans];
  const parts: OrderPlan[][] = [];
  let claims = Number.POSITIVE_INFINITY;
  for (const plan of plans) {
    if (claims + plan.claims.length > claimsTogetherMax) {
      parts.push([]);
      claims = 0;
    }
    parts.at(-1)?.push(plan);
    claims += plan.claims.length;
  }
  return parts;
}

function writesOf(plans: readonly OrderPlan[]): number {
  return plans.reduce((sum, one) => sum + one.claims.length + one.moving.length + one.openings.length + 3, 0);
}

/**
 * Carries out plans by conditional writes safe to repeat: (1) claims, (2) dirty marks of moved SKUs, (3) superseded revisions, (4) rows,
 * (5) announcements. Rows follow all they imply: the next run redoes what a crash before them left, and the sweep finds the rest. Intents,
 * written first, name the claims of a run that dies midway.
 */
async function writeTogether(
  run: ImportSession,
  plans: readonly OrderPlan[],
  { intents, moved }: { readonly intents: Intent[]; readonly moved: Set<string> },
): Promise<PlanOutcome[]> {
  const { ports, settings } = run;
  const claims = plans.flatMap((plan) => plan.claims);
  for (const intent of intentsOf(run, claims)) {
    await ports.intents.open(intent);
    intents.push(intent);
  }

  const openings = plans.flatMap((plan) => plan.openings);
  await eachLimited(openings, settings.writesAtOnce, async (claim) => {
    await ports.stock.putClaim(claim);
  });
  const { floors, changed } = await writeClaims(run, plans);

  // After a restore row and ledger differ, and either may tell of a moved claim.
  const moving = firstPlaced([...plans.flatMap((plan) => plan.moving), ...changed]);
  for (const { sku } of moving) moved.add(sku);
  await eachLimited(moving, settings.writesAtOnce, ({ merchant, sku, orderedAt }) => {
    // Read after writing the claims, as `mayBeFolded` requires.
    const now = ports.clock.now();
    const isDeep = mayBeFolded(orderedAt, now, settings.foldAfterMs);
    return ports.stock.markDirty(merchant, sku, now, isDeep ? 'deep' : undefined);
  });

  const outcomes = await mapLimited(plans, settings.writesAtOnce, (plan) => writeRow(run, plan, floors.get(plan)));
  await settleDuplicates(run, plans, outcomes);
  const stored = outcomes.flatMap((outcome) => (outcome.kind === 'stored' ? [outcome.row] : []));
  const { traits, shop } = run;
  await announceRows(
    ports,
    settings,
    stored.filter(hasNews),
    () => traits,
    () => shop.merchant,
  );
  return outcomes;
}

/** Returns by plan the highest version of refusing claims with another quantity, and the changed claims. */
async function writeClaims(
  { ports, settings }: ImportSession,
  plans: readonly OrderPlan[],
): Promise<{ readonly floors: ReadonlyMap<OrderPlan, number>; readonly changed: readonly Claim[] }> {
  const floors = new Map<OrderPlan, number>();
  const changed: Claim[] = [];
  const work = plans.flatMap((plan) => plan.claims.map((claim) => ({ plan, claim })));
  const write = async ({ plan, claim }: (typeof work)[number]): Promise<void> => {
    const result = await ports.stock.putClaim(claim);
    if (result.outcome === 'written') {
      if (result.before !== claim.quantity) changed.push(claim);
      return;
    }
    const agrees = result.standing.quantity === claim.quantity;
    if (!agrees) floors.set(plan, Math.max(floors.get(plan) ?? 0, result.standing.version));
  };
  // Moving pieces are claimed before they are released: for a moment too little is free, never too much.
  const [holding, giving] = [
    work.filter(({ claim }) => claim.quantity > 0),
    work.filter(({ claim }) => claim.quantity <= 0),
  ];
  await eachLimited(holding, settings.writesAtOnce, write);
  await eachLimited(giving, settings.writesAtOnce, write);
  return { floors, changed };
}

async function writeRow(run: ImportSession, plan: OrderPlan, floor: number | undefined): Promise<PlanOutcome> {
  if (floor !== undefined) return { kind: 'overtaken', floor, carried: plan.claims };
  if (plan.superseded) await run.ports.orders.keepRevision(plan.superseded);
  const result = await run.ports.orders.put(plan.row, plan.seen);
  if (result === 'stored') return { kind: 'stored', row: plan.row };
  return { kind: 'overtaken', floor: 0, carried: plan.claims };
}

/**
 * A refused row needs no second reading if the rival holds equal content: claims agree, and any process with others was refused, too. Not
 * so if ours replaced such claims, which a fast clock can cause: their process may be about to write its row.
 */
async function settleDuplicates(
  run: ImportSession,
  plans: readonly OrderPlan[],
  outcomes: PlanOutcome[],
): Promise<void> {
  const refused = [...plans.entries()].filter(([index]) => isRefusedRow(outcomes[index]));
  if (refused.length === 0) return;
  const rivals = await run.ports.orders.rows(
    run.shop.key,
    refused.map(([, plan]) => plan.row.orderNumber),
  );
  const twins = refused.flatMap(([index, plan]) => {
    const rival = rivals.get(plan.row.orderNumber);
    return rival && isSameRow(rival, plan.row) ? [{ index, plan, rival }] : [];
  });
  const newer = twins.filter(({ plan, rival }) => plan.row.version > rival.version);
  const standing = await run.ports.stock.claims(newer.flatMap(({ plan }) => plan.claims));
  const standingById = new Map(standing.map((claim) => [claimId(claim), claim]));
  for (const { index, plan, rival } of twins) {
    if (!coversOthers(plan, rival, standingById)) outcomes[index] = { kind: 'duplicate' };
  }
}

/** True if other content than the rival's was claimed below our claims. */
function coversOthers(
  { claims, row }: OrderPlan,
  rival: OrderRow,
  standing: ReadonlyMap<string, StandingClaim>,
): boolean {
  return claims.some((claim) =>
    standing
      .get(claimId(claim))
      ?.trail.some(
        ([version, quantity]) => version > rival.version && version < row.version && quantity !== claim.quantity,
      ),
  );
}

function isRefusedRow(outcome: PlanOutcome | undefined): boolean {
  return outcome?.kind === 'overtaken' && outcome.floor === 0;
}

function isSameRow(rival: OrderRow, mine: OrderRow): boolean {
  if (rival.kind === 'stored' && mine.kind === 'stored') {
    // Readings of an order with a wrong date, without a row, claim at their own moments.
    const sameClaims = rival.orderedAt === mine.orderedAt && isSameSkus(rival.skus, mine.skus);
    return rival.fingerprint === mine.fingerprint && sameClaims;
  }
  return mine.kind !== 'stored' && rival.kind === mine.kind;
}

/** Another listing means another SKU: no duplicate, but corrected by rereading. */
function isSameSkus(one: ItemSkus = {}, other: ItemSkus = {}): boolean {
  const items = Object.keys(one);
  return items.length === Object.keys(other).length && items.every((item) => one[item] === other[item]);
}

function intentsOf({ ports, shop }: ImportSession, claims: readonly Claim[]): Intent[] {
  const parts: ClaimKey[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const claim of claims) {
    const key = keyOfClaim(claim);
    const more = Buffer.byteLength(JSON.stringify(claimKeyRow(key)));
    if (bytes + more > intentBytesMax) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(key);
    bytes += more;
  }
  return parts.map((part) => ({
    id: ports.random.id(),
    shop: shop.key,
    at: ports.clock.now(),
    orderNumbers: [...new Set(part.map(({ orderNumber }) => orderNumber))],
    claims: part,
  }));
}

function hasNews(row: OrderRow): row is StoredOrder {
  return row.kind === 'stored' && row.unannounced.length > 0;
}

/**
 * Announces revisions not yet accepted, then notes the accepted ones; if the note is lost the sweep repeats under the same id. Returns the
 * number accepted.
 */
export async function announceRows(
  ports: Pick<Ports, 'bus' | 'orders' | 'clock' | 'log'>,
  settings: ImportSettings,
  rows: readonly StoredOrder[],
  traitsOf: (shop: ShopKey) => MallTraits,
  merchantOf: (shop: ShopKey) => string | undefined = () => undefined,
): Promise<number> {
  if (rows.length === 0) return 0;
  const announcements = rows.flatMap((row) =>
    row.unannounced.map((pending) => announcementOf(row.shop, row.orderNumber, pending, merchantOf(row.shop))),
  );
  const accepted = await ports.bus.announce(announcements);
  const isTaken = (row: StoredOrder, pending: PendingAnnouncement): boolean =>
    accepted.has(announcementOf(row.shop, row.orderNumber, pending).id);
  const refused = rows.flatMap((row) =>
    row.unannounced
      .filter((one) => !isTaken(row, one))
      .map(() => ({ mall: mallOf(row.shop), since: untoldSince(row) })),
  );
  tellRefused(ports.log, 'orders', refused, announcements.length, ports.clock.now());
  await eachRow(rows, settings.writesAtOnce, async (row) => {
    const left = row.unannounced.filter((pending) => !isTaken(row, pending));
    if (left.length === row.unannounced.length) return;
    const { dueAt } = orderDueOf(
      { ...row, unannounced: left },
      { settings, traits: traitsOf(row.shop), now: ports.clock.now() },
    );
    await ports.orders.markAnnounced(row, row.version, left, row.problem ? row.dueAt : dueAt);
  });
  return accepted.size;
}

/** Rows have the first storing and the latest reading; for revisions in between the latter, too late, counts. */
function untoldSince({ unannounced, storedAt, readAt }: StoredOrder): EpochMs {
  return unannounced.some(({ revision }) => revision === 1) ? storedAt : readAt;
}
