import { dayMs, type EpochMs } from '../../core/kernel/index.ts';
import { type WaitCounts, type WaitEntry, waitKinds, waitsEveryMs } from '../../core/model/index.ts';
import type { WaitStore } from '../../core/ports/index.ts';
import { entryKey, expiry, type Item, momentText, number, numberOf, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { type Table, updateItem } from './table.ts';

const waitsFormat = 1;
const waitsScope = 'waits';

/**
 * Sums of waits on DynamoDB (table Control), in one partition: a row for a mall and ten minutes, with a number for each bucket. A write whose
 * answer was lost is counted twice: these are figures to look at.
 */
export function dynamoWaits(table: Table): WaitStore {
  return {
    async add(mall, at, waits) {
      const from = at - (at % waitsEveryMs);
      const expression = new Expression();
      const addClauses = waitKinds.flatMap((kind) =>
        [...waits[kind]].map(([bucket, count]) => {
          const name = `${kind}${bucket}`;
          return `${expression.name(name)} ${expression.value(name, number(count))}`;
        }),
      );
      if (addClauses.length === 0) return;
      const set = { format: number(waitsFormat), from: number(from), mall: text(mall), ...expiry(from + dayMs) };
      await updateItem(table, waitsKey(from, mall), expression.update({ set, addClauses }));
    },

    async since(from) {
      const expression = new Expression();
      const ofAll = expression.compare('scope', '=', text(waitsScope));
      const isSince = expression.compare('entry', '>=', text(momentText(from - (from % waitsEveryMs), 15)), 'since');
      return (await queryItems(table, expression.keys(ofAll, isSince))).map(entryOf);
    },
  };
}

const waitsKey = (from: EpochMs, mall: string): Item => entryKey(waitsScope, `${momentText(from, 15)}#${mall}`);

function entryOf(item: Item): WaitEntry {
  const countsOf = (kind: string): WaitCounts =>
    new Map(
      Object.keys(item).flatMap((name) => {
        const bucket = name.startsWith(kind) ? Number(name.slice(kind.length)) : Number.NaN;
        return Number.isInteger(bucket) ? [[bucket, numberOf(item, name)] as const] : [];
      }),
    );
  return {
    mall: textOf(item, 'mall'),
    from: numberOf(item, 'from'),
    stored: countsOf('stored'),
    called: countsOf('called'),
  };
}
