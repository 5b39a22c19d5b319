import type { Leases } from '../../core/ports/leases.ts';
import { dayMs, secondMs } from '../../core/units.ts';
import { number, text } from './attributes.ts';
import { anyOf, Expression } from './expression.ts';
import { deleteItem, type Item, putItem, type Table } from './table.ts';

const leaseFormat = 1;

/** Leases on DynamoDB (table Control). Whether one has expired is decided by the caller's clock, in the write's condition. */
export function dynamoLeases(table: Table): Leases {
  return {
    async take(name, holder, now, until) {
      const expression = new Expression();
      const noLease = expression.absent('holder');
      const expired = expression.compare('until', '<=', number(now), 'now');
      const ours = expression.compare('holder', '=', text(holder));
      const item: Item = {
        ...leaseKey(name),
        format: number(leaseFormat),
        holder: text(holder),
        until: number(until),
        // Only tidies up after names that nobody asks for any more; in epoch seconds.
        expiresAt: number(Math.ceil((until + dayMs) / secondMs)),
      };
      const condition = { ConditionExpression: anyOf(noLease, expired, ours), ...expression.placeholders() };
      return (await putItem(table, item, condition)) === 'written';
    },

    async release(name, holder) {
      const expression = new Expression();
      const ours = expression.compare('holder', '=', text(holder));
      await deleteItem(table, leaseKey(name), { ConditionExpression: ours, ...expression.placeholders() });
    },
  };
}

function leaseKey(name: string): Item {
  return { scope: text(`lease#${name}`), entry: text('lease') };
}
