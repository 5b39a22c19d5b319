import { dayMs } from '../../core/kernel/index.ts';
import type { Capability, EvidenceEntry, Health, MallName } from '../../core/model/index.ts';
import type { HealthStore } from '../../core/ports/index.ts';
import { entryKey, expiry, type Item, momentText, number, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { putItem, type Table } from './table.ts';
import { putVersion } from './versioned.ts';

/** The partition (table Control) of everything that can hold work back, so that one read brings it all. */
export const pausesScope = 'pauses';

const healthFormat = 1;
const evidenceFormat = 1;

const healthRow = rowCodec<Health>({ mall: 'text', capability: 'text', version: 'number', state: 'json' });

const evidenceRow = rowCodec<EvidenceEntry>({
  mall: 'text',
  capability: 'text',
  at: 'number',
  writer: 'text',
  answered: 'number',
  failed: 'number',
  throttled: 'number',
});

/** How the malls stand, and what runs saw of them, on DynamoDB (table Control). */
export function dynamoHealth(table: Table): HealthStore {
  return {
    async put(health) {
      return putVersion(table, healthItem(health), health.version);
    },

    async record(entry) {
      const { mall, capability, at, writer } = entry;
      const key = entryKey(evidenceScope(mall, capability), `${evidenceAt(at)}#${writer}`);
      await putItem(table, {
        ...key,
        format: number(evidenceFormat),
        ...evidenceRow.write(entry),
        ...expiry(at + dayMs),
      });
    },

    async since(mall, capability, from) {
      const expression = new Expression();
      const ofCapability = expression.compare('scope', '=', text(evidenceScope(mall, capability)));
      const isSince = expression.compare('entry', '>=', text(evidenceAt(from)), 'from');
      const query = { ConsistentRead: true, ...expression.keys(ofCapability, isSince) };
      return (await queryItems(table, query)).map(evidenceRow.read);
    },
  };
}

/** The partition of what runs saw of one capability. */
const evidenceScope = (mall: MallName, capability: Capability): string => `evidence#${mall}#${capability}`;

const evidenceAt = (at: number): string => momentText(at, 15);

function healthItem(health: Health): Item {
  const key = entryKey(pausesScope, `health#${health.mall}#${health.capability}`);
  return { ...key, format: number(healthFormat), ...healthRow.write(health) };
}

/** Whether an item of the partition is a capability's health. */
export function isHealth(item: Item): boolean {
  return textOf(item, 'entry').startsWith('health#');
}

export const healthOf = healthRow.read;
