import { dayMs } from '../../core/kernel/index.ts';
import type { Leases, Rests } from '../../core/ports/index.ts';
import { entryKey, expiry, number, optionalNumberOf, text } from './attributes.ts';
import { anyOf, Expression } from './expression.ts';
import { deleteItem, type Item, readItem, type Table, updatedItem, updateItem } from './table.ts';

const leaseFormat = 1;

/** Holds a note from one holder to the next. Its name comes from its first use, the rest between two runs. */
const leftAttribute = 'restsUntil';

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
      const isOwn = expression.compare('holder', '=', text(holder));
      const set = {
        format: number(leaseFormat),
        holder: text(holder),
        until: number(until),
        // Only removes leases whose names are no longer used.
        ...expiry(until + dayMs),
      };
      // The remaining attributes stay in the item: a worker that repeats a take whose answer was lost must read them, too.
      const update = expression.update({ set, when: anyOf(noLease, expired, isOwn) });
      const item = await updatedItem(table, leaseKey(name), update);
      return item && { left: optionalNumberOf(item, leftAttribute) ?? null };
    },

    async isHeld(name, now) {
      return (optionalNumberOf((await readItem(table, leaseKey(name))) ?? {}, 'until') ?? 0) > now;
    },

    leftIn: (name) => leftIn(table, name),

    async release(name, holder, left = null) {
      const expression = new Expression();
      const isOwn = expression.compare('holder', '=', text(holder));
      if (left === null) {
        await deleteItem(table, leaseKey(name), expression.condition(isOwn));
        return;
      }
      const set = { [leftAttribute]: number(left) };
      await updateItem(table, leaseKey(name), expression.update({ set, remove: ['holder', 'until'], when: isOwn }));
    },
  };
}

/** Rests on DynamoDB, as leases without a holder. A function of its own, so that only who needs it bundles it. */
export function dynamoRests(table: Table): Rests {
  return {
    restOf: (name) => leftIn(table, name),

    async moveRest(name, from, to) {
      const expression = new Expression();
      const stands =
        from === null ? expression.absent(leftAttribute) : expression.compare(leftAttribute, '=', number(from), 'from');
      // It stays for as long as clocks may differ.
      const set = { format: number(leaseFormat), [leftAttribute]: number(to), ...expiry(to + dayMs) };
      return (await updateItem(table, leaseKey(name), expression.update({ set, when: stands }))) === 'written';
    },
  };
}

async function leftIn(table: Table, name: string): Promise<number | null> {
  return optionalNumberOf((await readItem(table, leaseKey(name))) ?? {}, leftAttribute) ?? null;
}

const leaseKey = (name: string): Item => entryKey(`lease#${name}`, 'lease');
