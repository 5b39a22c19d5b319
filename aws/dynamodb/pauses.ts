import type { KeyErrorCode } from '../../core/kernel/index.ts';
import { type Capability, type Pause, pauseId } from '../../core/model/index.ts';
import type { Pauses } from '../../core/ports/index.ts';
import { number, numberOf, optionalNumber, optionalNumberOf, text, textOf } from './attributes.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { healthOf, isHealth } from './health-item.ts';
import { isMaintenance, maintenanceItem, maintenanceKey, maintenanceOf } from './maintenance-item.ts';
import { queryItems } from './query.ts';
import { pausesScope } from './standing-scope.ts';
import { deleteItem, type Item, putItem, type Table } from './table.ts';

const pauseFormat = 1;

/** The pauses that stand, on DynamoDB (table Control). They never expire: only what their cause allows lifts them. */
export function dynamoPauses(table: Table): Pauses {
  const standingItems = (): Promise<Item[]> => {
    const expression = new Expression();
    const ofPauses = expression.compare('scope', '=', text(pausesScope));
    // Strongly consistent: a pause that a person has just set holds for the next run.
    const query = { KeyConditionExpression: ofPauses, ConsistentRead: true, ...expression.placeholders() };
    return queryItems(table, query);
  };

  return {
    async list() {
      return (await standingItems()).filter(isPause).map(pauseOf);
    },

    async standing() {
      const items = await standingItems();
      return {
        pauses: items.filter(isPause).map(pauseOf),
        healths: items.filter(isHealth).map(healthOf),
        maintenances: items.filter(isMaintenance).map(maintenanceOf),
      };
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
      const condition = { ConditionExpression: anyOf(asSeen, ownRepeat), ...expression.placeholders() };
      return (await putItem(table, pauseItem(pause), condition)) === 'written' ? 'stored' : 'changed';
    },

    async lift(pause) {
      await deleteItem(table, pauseKey(pause));
    },

    async plan(maintenance) {
      await putItem(table, maintenanceItem(maintenance));
    },

    async unplan(maintenance) {
      await deleteItem(table, maintenanceKey(maintenance));
    },
  };
}

/** Other kinds of rows lie here too; a later release may add one. */
function isPause(item: Item): boolean {
  return item.cause !== undefined;
}

function pauseKey(pause: Pick<Pause, 'cause' | 'scope' | 'capability'>): Item {
  return { scope: text(pausesScope), entry: text(pauseId(pause)) };
}

function pauseItem(pause: Pause): Item {
  return {
    ...pauseKey(pause),
    format: number(pauseFormat),
    cause: text(pause.cause),
    // The table's own key is called `scope`.
    paused: text(pause.scope),
    ...(pause.capability === undefined ? {} : { capability: text(pause.capability) }),
    since: number(pause.since),
    by: text(pause.by),
    note: text(pause.note),
    ...(pause.code === undefined ? {} : { code: text(pause.code) }),
    ...(pause.function === undefined ? {} : { function: text(pause.function) }),
    ...optionalNumber('credentialVersion', pause.credentialVersion),
    ...optionalNumber('retryAt', pause.retryAt),
  };
}

function pauseOf(item: Item): Pause {
  const credentialVersion = optionalNumberOf(item, 'credentialVersion');
  const retryAt = optionalNumberOf(item, 'retryAt');
  return {
    cause: textOf(item, 'cause') as Pause['cause'],
    scope: textOf(item, 'paused') as Pause['scope'],
    ...(item.capability === undefined ? {} : { capability: textOf(item, 'capability') as Capability }),
    since: numberOf(item, 'since'),
    by: textOf(item, 'by'),
    note: textOf(item, 'note'),
    ...(item.code === undefined ? {} : { code: textOf(item, 'code') as KeyErrorCode }),
    ...(item.function === undefined ? {} : { function: textOf(item, 'function') }),
    ...(credentialVersion === undefined ? {} : { credentialVersion }),
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}
