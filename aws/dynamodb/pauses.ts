import { type Pause, pauseId } from '../../core/pause/pause.ts';
import type { Pauses } from '../../core/ports/pauses.ts';
import { number, numberOf, optionalNumber, optionalNumberOf, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { deleteItem, type Item, putItem, type Table } from './table.ts';

const pauseFormat = 1;
const pausesScope = 'pauses';

/** The pauses that stand, on DynamoDB (table Control). They never expire: only what their cause allows lifts them. */
export function dynamoPauses(table: Table): Pauses {
  return {
    async list() {
      const expression = new Expression();
      const ofPauses = expression.compare('scope', '=', text(pausesScope));
      // Strongly consistent: a pause that a person has just set holds for the next run.
      const query = { KeyConditionExpression: ofPauses, ConsistentRead: true, ...expression.placeholders() };
      return (await queryItems(table, query)).map(pauseOf);
    },

    async set(pause) {
      await putItem(table, pauseItem(pause));
    },

    async lift(pause) {
      await deleteItem(table, pauseKey(pause));
    },
  };
}

function pauseKey(pause: Pick<Pause, 'cause' | 'scope'>): Item {
  return { scope: text(pausesScope), entry: text(pauseId(pause)) };
}

function pauseItem(pause: Pause): Item {
  return {
    ...pauseKey(pause),
    format: number(pauseFormat),
    cause: text(pause.cause),
    // The table's own key is called `scope`.
    paused: text(pause.scope),
    since: number(pause.since),
    by: text(pause.by),
    note: text(pause.note),
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
    since: numberOf(item, 'since'),
    by: textOf(item, 'by'),
    note: textOf(item, 'note'),
    ...(credentialVersion === undefined ? {} : { credentialVersion }),
    ...(retryAt === undefined ? {} : { retryAt }),
  };
}
