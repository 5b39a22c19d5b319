import { eachLimited, mapLimited } from '../pacing/limited.ts';
import { type Claim, type ClaimKey, claimId, keyOfClaim, type StandingClaim } from '../stock/claim.ts';
import { mayBeFolded } from '../stock/fold.ts';
import { announceRows } from './announce.ts';
import type { Intent } from './intent.ts';
import type { ItemSkus } from './item-skus.ts';
import type { OrderPlan } from './plan.ts';
import type { OrderRow, StoredOrder } from './row.ts';
import type { ImportRun } from './run.ts';

/**
 * How one plan ended. `duplicate`: somebody else stored the same content first. `overtaken`: somebody stored other content
 * in between, so the order must be read from the mall again.
 */
export type PlanOutcome =
  | { readonly kind: 'stored'; readonly row: OrderRow }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'overtaken'; readonly floor: number; readonly carried: readonly ClaimKey[] };

/**
 * Makes plans true, every step a single conditional write that is safe to repeat:
 * (1) the stock claims, (2) the SKUs marked dirty, (3) the superseded revisions kept, (4) the order rows, (5) the
 * announcements. The row comes after everything it implies: a crash before it is redone by the next run, a crash after it
 * leaves nothing undone that the sweep does not find. An intent written first names the claims of a run that dies midway.
 */
export async function writePlans(run: ImportRun, plans: readonly OrderPlan[]): Promise<WrittenPlans> {
  const { ports, settings } = run;
  const claims = plans.flatMap((plan) => plan.claims);
  const intent = claims.length > 0 ? intentOf(run, plans, claims) : null;
  if (intent) await ports.intents.open(intent);

  const openings = plans.flatMap((plan) => plan.openings);
  await eachLimited(openings, settings.writesAtOnce, async (claim) => {
    await ports.stock.putClaim(claim);
  });
  const floors = new Map<OrderPlan, number>();
  const work = plans.flatMap((plan) => plan.claims.map((claim) => ({ plan, claim })));
  const write = async ({ plan, claim }: (typeof work)[number]): Promise<void> => {
    const result = await ports.stock.putClaim(claim);
    if (result.outcome === 'written') return;
    const agrees = result.standing.quantity === claim.quantity;
    if (!agrees) floors.set(plan, Math.max(floors.get(plan) ?? 0, result.standing.version));
  };
  // What goes over to another order is claimed there before it is given back here: for a moment too little is free, never too much.
  const [holding, giving] = [
    work.filter(({ claim }) => claim.quantity > 0),
    work.filter(({ claim }) => claim.quantity <= 0),
  ];
  await eachLimited(holding, settings.writesAtOnce, write);
  await eachLimited(giving, settings.writesAtOnce, write);

  await eachLimited(firstPlaced(claims), settings.writesAtOnce, ({ merchant, sku, orderedAt }) => {
    // The clock is read after the claims were written: `mayBeFolded` rests on it.
    const now = ports.clock.now();
    const isDeep = mayBeFolded(orderedAt, now, settings.foldAfterMs);
    return ports.stock.markDirty(merchant, sku, now, isDeep ? 'deep' : undefined);
  });

  const outcomes = await mapLimited(plans, settings.writesAtOnce, (plan) => writeRow(run, plan, floors.get(plan)));
  await settleDuplicates(run, plans, outcomes);
  const stored = outcomes.flatMap((outcome) => (outcome.kind === 'stored' ? [outcome.row] : []));
  await announceRows(run.ports, settings, stored.filter(hasNews));
  return { outcomes, intent };
}

/** The outcome of each plan, in order, and the intent that stays open until none of them is overtaken. */
export interface WrittenPlans {
  readonly outcomes: readonly PlanOutcome[];
  readonly intent: Intent | null;
}

async function writeRow(run: ImportRun, plan: OrderPlan, floor: number | undefined): Promise<PlanOutcome> {
  if (floor !== undefined) return { kind: 'overtaken', floor, carried: plan.claims };
  if (plan.superseded) await run.ports.orders.keepRevision(plan.superseded);
  const result = await run.ports.orders.put(plan.row, plan.seen);
  if (result === 'stored') return { kind: 'stored', row: plan.row };
  return { kind: 'overtaken', floor: 0, carried: plan.claims };
}

/**
 * A refused row whose rival holds the same content needs no second reading: the claims of both say the same, and whoever
 * wrote other claims in between was refused too and sets them right with a reading of its own. Not so where ours took the place of such
 * claims, which a clock that is ahead can do: who wrote them may be about to write their row.
 */
async function settleDuplicates(run: ImportRun, plans: readonly OrderPlan[], outcomes: PlanOutcome[]): Promise<void> {
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

/** True where somebody had claimed another content than the rival's row has, below our claims. */
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
    return rival.fingerprint === mine.fingerprint && isSameSkus(rival.skus, mine.skus);
  }
  return mine.kind !== 'stored' && rival.kind === mine.kind;
}

/** Who read another listing claimed another SKU: that is no duplicate, and is set right by a reading over the row that stands. */
function isSameSkus(one: ItemSkus = {}, other: ItemSkus = {}): boolean {
  const items = Object.keys(one);
  return items.length === Object.keys(other).length && items.every((item) => one[item] === other[item]);
}

function intentOf(run: ImportRun, plans: readonly OrderPlan[], claims: readonly Claim[]): Intent {
  return {
    id: run.ports.chance.word(),
    shop: run.shop.key,
    at: run.ports.clock.now(),
    orderNumbers: plans.filter((plan) => plan.claims.length > 0).map((plan) => plan.row.orderNumber),
    claims: claims.map(keyOfClaim),
  };
}

/** Of each SKU the claim that was placed first: if any of them may be folded, it is. */
function firstPlaced(claims: readonly ClaimKey[]): ClaimKey[] {
  const latestFirst = [...claims].sort((one, other) => other.orderedAt - one.orderedAt);
  return [...new Map(latestFirst.map((claim) => [`${claim.merchant}\n${claim.sku}`, claim])).values()];
}

function hasNews(row: OrderRow): row is StoredOrder {
  return row.kind === 'stored' && row.unannounced.length > 0;
}

/** Joins claim keys without repeating any. */
export function joinedKeys(...lists: readonly (readonly ClaimKey[])[]): ClaimKey[] {
  return [...new Map(lists.flat().map((key) => [claimId(key), key])).values()];
}
