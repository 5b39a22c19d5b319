import { type Capability, type Maintenance, type Pause, pauseId, type Standing } from '../../core/model/index.ts';
import type { Pauses } from '../../core/ports/index.ts';
import { entryKey, type Item, number, text, textOf } from './attributes.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { healthOf, isHealth, pausesScope } from './health.ts';
import { partitionItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { deleteItem, putItem, storedBy, type Table } from './table.ts';

const pauseFormat = 1;
const maintenanceFormat = 1;

const pauseRow = rowCodec<Omit<Pause, 'plannedUntil' | 'rampStep'>>({
  cause: 'text',
  // The table's own key is called `scope`.
  scope: 'text=paused',
  capability: 'text?',
  since: 'number',
  by: 'text',
  note: 'text',
  words: 'sentence?',
  code: 'text?',
  function: 'text?',
  credentialVersion: 'number?',
  retryAt: 'number?',
});

const maintenanceRow = rowCodec<Omit<Maintenance, 'capabilities'>>({
  id: 'text',
  mall: 'text',
  from: 'number',
  to: 'number',
  note: 'text',
  by: 'text',
  ended: 'json?',
  rampFrom: 'json?',
  rampSince: 'json?',
  plannedAt: 'number?',
  endedAt: 'number?',
});

/** The pauses that stand, on DynamoDB (table Control). They never expire: only what their cause allows lifts them. */
export function dynamoPauses(table: Table): Pauses {
  // Strongly consistent: a pause that a person has just set holds for the next run.
  const standingItems = (): Promise<Item[]> => partitionItems(table, 'scope', pausesScope);

  return {
    async list() {
      return (await standingItems()).filter(isPause).map(pauseRow.read);
    },

    async standing() {
      return standingOf(await standingItems());
    },

    async set(pause) {
      await putItem(table, pauseItem(pause));
    },

    async setOver(pause, seen) {
      const expression = new Expression();
      const asSeen =
        seen === null ? expression.absent('cause') : expression.compare('since', '=', number(seen.since), 'sinceSeen');
      const ownRepeat = allOf(
        expression.compare('since', '=', number(pause.since)),
        expression.compare('by', '=', text(pause.by)),
        expression.compare('note', '=', text(pause.note)),
      );
      return storedBy(putItem(table, pauseItem(pause), expression.condition(anyOf(asSeen, ownRepeat))));
    },

    async lift(pause) {
      await deleteItem(table, pauseKey(pause));
    },

    async plan(maintenance) {
      const key = { ...maintenanceKey(maintenance), format: number(maintenanceFormat) };
      const capabilities = text(maintenance.capabilities.join(' '));
      await putItem(table, { ...key, ...maintenanceRow.write(maintenance), capabilities });
    },

    async unplan(maintenance) {
      await deleteItem(table, maintenanceKey(maintenance));
    },
  };
}

/** Pauses, healths and windows among items of the partition. */
export function standingOf(items: readonly Item[]): Standing {
  return {
    pauses: items.filter(isPause).map(pauseRow.read),
    healths: items.filter(isHealth).map(healthOf),
    maintenances: items.filter(isMaintenance).map(maintenanceOf),
  };
}

/** Other kinds of rows lie here too; a later release may add one. */
function isPause(item: Item): boolean {
  return item.cause !== undefined;
}

function pauseKey(pause: Pick<Pause, 'cause' | 'scope' | 'capability'>): Item {
  return entryKey(pausesScope, pauseId(pause));
}

function pauseItem(pause: Pause): Item {
  return { ...pauseKey(pause), format: number(pauseFormat), ...pauseRow.write(pause) };
}

function isMaintenance(item: Item): boolean {
  return textOf(item, 'entry').startsWith('maintenance#');
}

function maintenanceKey({ mall, id }: Pick<Maintenance, 'mall' | 'id'>): Item {
  return entryKey(pausesScope, `maintenance#${mall}#${id}`);
}

function maintenanceOf(item: Item): Maintenance {
  return { ...maintenanceRow.read(item), capabilities: textOf(item, 'capabilities').split(' ') as Capability[] };
}
