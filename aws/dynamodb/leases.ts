import { dayMs, secondMs } from '../../core/kernel/index.ts';
import type { Leases } from '../../core/ports/index.ts';
import { number, optionalNumberOf, text } from './attributes.ts';
import { anyOf, Expression } from './expression.ts';
import { deleteItem, type Item, type Table, updatedItem, updateItem } from './table.ts';

const leaseFormat = 1;

/**
 * Leases on DynamoDB (table Control). Whether one has expired is decided by the caller's clock, in the write's condition. A free
 * one has no holder, and stays only where something rests.
 */
export function dynamoLeases(table: Table): Leases {
  return {
    async take(name, holder, now, until) {
      const expression = new Expression();
      const noLease = expression.absent('holder');
      const expired = expression.compare('until', '<=', number(now), 'now');
      const ours = expression.compare('holder', '=', text(holder));
      const changes = [
        expression.compare('format', '=', number(leaseFormat)),
        ours,
        expression.compare('until', '=', number(until)),
        // In epoch seconds. Only removes leases whose names are no longer used.
        expression.compare('expiresAt', '=', number(Math.ceil((until + dayMs) / secondMs))),
      ];
      // The remaining attributes stay in the item: a worker that repeats a take whose answer was lost must read them, too.
      const item = await updatedItem(table, leaseKey(name), {
        UpdateExpression: `SET ${changes.join(', ')}`,
        ConditionExpression: anyOf(noLease, expired, ours),
        ...expression.placeholders(),
      });
      return item && { restsUntil: optionalNumberOf(item, 'restsUntil') ?? null };
    },

    async release(name, holder, restsUntil = null) {
      const expression = new Expression();
      const ours = expression.compare('holder', '=', text(holder));
      if (restsUntil === null) {
        await deleteItem(table, leaseKey(name), { ConditionExpression: ours, ...expression.placeholders() });
        return;
      }
      const rests = expression.compare('restsUntil', '=', number(restsUntil));
      await updateItem(table, leaseKey(name), {
        UpdateExpression: `SET ${rests} REMOVE ${expression.name('holder')}, ${expression.name('until')}`,
        ConditionExpression: ours,
        ...expression.placeholders(),
      });
    },
  };
}

function leaseKey(name: string): Item {
  return { scope: text(`lease#${name}`), entry: text('lease') };
}
