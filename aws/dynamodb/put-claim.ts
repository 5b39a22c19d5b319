import { TsunagiError } from '../../core/kernel/index.ts';
import { type Claim, claimTrailMax, type Held, type StandingClaim, trailWith } from '../../core/model/index.ts';
import { list, number, text } from './attributes.ts';
import { claimAttributes, claimItem, claimItemKey, claimOf, trailOf, trailValue } from './claim-item.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { putItem, readItem, serviceOf, type Table, updatedItem } from './table.ts';

/** Rows that are written again by others between our reading and our writing, one after the other, before we leave it. */
const overtakenMax = 10;

/** What became of a claim; `before` is what it held until then, `standing` the newer one that refused it. */
export type PutClaim = { outcome: 'written'; before: number | null } | { outcome: 'refused'; standing: StandingClaim };

/**
 * Writes a claim over an older one, or where there is none, and adds what it holds to the trail, by one conditional update. It does not hold
 * where our own write stands already, which is a success; nor where the trail is full, or a release wrote the claim that kept none: then
 * the whole item is put over the one that was read.
 */
export async function putClaim(table: Table, claim: Claim): Promise<PutClaim> {
  for (let overtaken = 0; overtaken < overtakenMax; overtaken++) {
    const written = await updatedItem(table, claimItemKey(claim), added(claim));
    if (written !== null) return writtenOver(trailOf(written));
    const item = await readItem(table, claimItemKey(claim));
    if (item === null) continue;
    const standing = claimOf(item);
    if (standing.version === claim.version && standing.writer === claim.writer) return writtenOver(standing.trail);
    if (standing.version >= claim.version) return { outcome: 'refused', standing };
    const whole = claimItem({ ...claim, trail: trailWith(standing.trail, claim) });
    if ((await putItem(table, whole, stillIs(standing))) === 'written')
      return { outcome: 'written', before: standing.quantity };
  }
  throw new TsunagiError(
    'store.failing',
    'later',
    `${serviceOf(table)} refused a claim ${overtakenMax} times, because others wrote or removed it each time since it was read. It is tried again by the next run.`,
    { operation: 'putClaim', shop: claim.shop, orderNumber: claim.orderNumber },
  );
}

/** The last entry of a trail is what was written, and the one before it what stood until then. */
function writtenOver(trail: readonly Held[] = []): PutClaim {
  return { outcome: 'written', before: trail.at(-2)?.[1] ?? null };
}

function added(claim: Claim) {
  const expression = new Expression();
  const trail = expression.name('trail');
  const before = `if_not_exists(${trail}, ${expression.value('none', list([]))})`;
  const held = expression.value('held', trailValue([[claim.version, claim.quantity]]));
  const older = expression.compare('version', '<', number(claim.version));
  const hasRoom = `size(${trail}) < ${expression.value('trailMax', number(claimTrailMax))}`;
  return expression.update({
    set: claimAttributes(claim),
    setClauses: [`${trail} = list_append(${before}, ${held})`],
    when: anyOf(expression.absent('entry'), allOf(older, expression.present('trail'), hasRoom)),
  });
}

function stillIs({ version, writer }: Claim) {
  const expression = new Expression();
  const sameVersion = expression.compare('version', '=', number(version));
  const sameWriter = expression.compare('writer', '=', text(writer));
  return expression.condition(allOf(sameVersion, sameWriter));
}
