import { InputError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { hourMs } from '../units.ts';
import type { Movement } from './movement.ts';
import { defaultStockSettings, mayBeFolded } from './settings.ts';

/** `refused`: another movement stands under the same id, and stays. */
export type MovementOutcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused'; readonly standing: Movement; readonly refused: Movement };

/**
 * Takes a movement into the ledger, then marks its SKU dirty, so that every listing of it is looked at. The same report twice is
 * one movement, whoever brings it; another content under its id is refused. A crash between the two writes leaves the mark out: who reports
 * it again, as for any failure, makes it. Throws `InputError` with everything that is wrong with the movement.
 */
export async function writeMovement(
  { stock, clock }: Pick<Ports, 'stock' | 'clock'>,
  movement: Movement,
  { foldAfterMs } = defaultStockSettings,
): Promise<MovementOutcome> {
  const problems = movementProblems(movement, clock.now());
  if (problems.length > 0) throw new InputError(`This movement of ${movement.sku} cannot be taken`, problems);
  const result = await stock.putMovement(movement);
  if (result.outcome === 'standing' && !isSameContent(result.standing, movement)) {
    return { kind: 'refused', standing: result.standing, refused: movement };
  }
  // Also when it stood already: whoever wrote it may have died before its mark. The clock is read after the write (`mayBeFolded`).
  const now = clock.now();
  const isDeep = movement.kind === 'counted' || mayBeFolded(movement.at, now, foldAfterMs);
  await stock.markDirty(movement.merchant, movement.sku, now, isDeep ? 'deep' : undefined);
  return { kind: 'written' };
}

/** Who reports it and in which words is not its content: two people may bring the same file. */
function isSameContent(one: Movement, other: Movement): boolean {
  return one.kind === other.kind && one.quantity === other.quantity;
}

/** A reporter's clock may be this much ahead of ours. */
const aheadMaxMs = hourMs;

/** With its moment it is a sort key, of 1,024 bytes at most. */
const idBytesMax = 500;

/** Everything that is wrong with a movement. A count of a later moment would swallow every order until then. */
export function movementProblems(movement: Movement, now: number): string[] {
  const { sku, id, kind, quantity, at } = movement;
  const problems: string[] = [];
  if (sku === '') problems.push('The SKU is empty. Give the SKU that the listings sell.');
  if (Buffer.byteLength(id) > idBytesMax) {
    problems.push(`The id has ${Buffer.byteLength(id)} bytes. Give one of up to ${idBytesMax}: it is part of a key.`);
  }
  if (id === '') problems.push('The id is empty. Give one that is the same whenever this movement is reported again.');
  if (!Number.isSafeInteger(quantity)) problems.push(`The quantity is ${quantity}. Give whole pieces.`);
  else if (quantity < 0 && kind !== 'adjusted') {
    problems.push(`The quantity is ${quantity}. Give 0 or more, or an adjustment: only that may take pieces away.`);
  }
  if (!Number.isSafeInteger(at)) problems.push('Its moment is no time. Give the moment at which it was so.');
  else if (at < 0) problems.push('Its moment lies before 1970. Give the moment at which it was so.');
  else if (at > now + aheadMaxMs) {
    const given = new Date(at).toISOString();
    problems.push(`Its moment ${given} is still to come. Give the moment at which it was so.`);
  }
  return problems;
}
