import type { Capability, Health, HealthState, MallName } from '../../core/model/index.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import { pausesScope } from './standing-scope.ts';
import type { Item } from './table.ts';

const healthFormat = 1;

export function isHealth(item: Item): boolean {
  return textOf(item, 'entry').startsWith('health#');
}

export function healthKey({ mall, capability }: Pick<Health, 'mall' | 'capability'>): Item {
  return { scope: text(pausesScope), entry: text(`health#${mall}#${capability}`) };
}

export function healthItem(health: Health): Item {
  return {
    ...healthKey(health),
    format: number(healthFormat),
    mall: text(health.mall),
    capability: text(health.capability),
    version: number(health.version),
    // One attribute: the state is read and written as a whole, and nothing queries inside it.
    state: text(JSON.stringify(health.state)),
  };
}

export function healthOf(item: Item): Health {
  return {
    mall: textOf(item, 'mall') as MallName,
    capability: textOf(item, 'capability') as Capability,
    version: numberOf(item, 'version'),
    state: JSON.parse(textOf(item, 'state')) as HealthState,
  };
}
