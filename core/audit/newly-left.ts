import type { SurplusFound } from './shop-audit.ts';

/** Surplus rows that nothing removes any more, and the orders they stand in. */
export type LeftRows = Pick<SurplusFound, 'left' | 'leftIn'>;

/**
 * What of the surplus rows that stay an earlier audit of the shop had not named: those of other orders, and as many as there are
 * more. Null as `before` is an audit that was not made, or that counted none. Of an order that is named again the rows are not known one by
 * one, so where both are there it is at least so many. Of orders beyond the named ones only the numbers can be compared.
 */
export function newlyLeft(now: LeftRows | null, before: LeftRows | null): LeftRows {
  if (now === null || now.left === 0) return { left: 0, leftIn: [] };
  const told = new Set(before?.leftIn ?? []);
  const leftIn = now.leftIn.filter((orderNumber) => !told.has(orderNumber));
  if (before === null || leftIn.length === now.leftIn.length) return { left: now.left, leftIn: now.leftIn };
  const left = Math.max(leftIn.length, now.left - before.left);
  return { left, leftIn: left > 0 && leftIn.length === 0 ? now.leftIn : leftIn };
}
