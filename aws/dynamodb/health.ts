import type { HealthStore } from '../../core/ports/index.ts';
import { text } from './attributes.ts';
import { evidenceAt, evidenceItem, evidenceOf, evidenceScope } from './evidence-item.ts';
import { Expression } from './expression.ts';
import { healthItem } from './health-item.ts';
import { queryItems } from './query.ts';
import { putItem, type Table } from './table.ts';
import { putVersion } from './versioned.ts';

/** How the malls stand, and what runs saw of them, on DynamoDB (table Control). */
export function dynamoHealth(table: Table): HealthStore {
  return {
    async put(health) {
      return putVersion(table, healthItem(health), health.version);
    },

    async record(entry) {
      await putItem(table, evidenceItem(entry));
    },

    async since(mall, capability, from) {
      const expression = new Expression();
      const ofCapability = expression.compare('scope', '=', text(evidenceScope(mall, capability)));
      const isSince = `${expression.name('entry')} >= ${expression.value('from', text(evidenceAt(from)))}`;
      const query = {
        KeyConditionExpression: `${ofCapability} AND ${isSince}`,
        ConsistentRead: true,
        ...expression.placeholders(),
      };
      return (await queryItems(table, query)).map(evidenceOf);
    },
  };
}
