import type { Capability, Maintenance, MallName } from '../../core/model/index.ts';
import { number, numberOf, optionalNumber, optionalNumberOf, text, textOf } from './attributes.ts';
import { pausesScope } from './standing-scope.ts';
import type { Item } from './table.ts';

const maintenanceFormat = 1;

type Ended = NonNullable<Maintenance['ended']>;
type RampFrom = NonNullable<Maintenance['rampFrom']>;

export function isMaintenance(item: Item): boolean {
  return textOf(item, 'entry').startsWith('maintenance#');
}

export function maintenanceKey({ mall, id }: Pick<Maintenance, 'mall' | 'id'>): Item {
  return { scope: text(pausesScope), entry: text(`maintenance#${mall}#${id}`) };
}

export function maintenanceItem(maintenance: Maintenance): Item {
  return {
    ...maintenanceKey(maintenance),
    format: number(maintenanceFormat),
    id: text(maintenance.id),
    mall: text(maintenance.mall),
    capabilities: text(maintenance.capabilities.join(' ')),
    from: number(maintenance.from),
    to: number(maintenance.to),
    note: text(maintenance.note),
    by: text(maintenance.by),
    ...(maintenance.ended === undefined ? {} : { ended: text(JSON.stringify(maintenance.ended)) }),
    ...(maintenance.rampFrom === undefined ? {} : { rampFrom: text(JSON.stringify(maintenance.rampFrom)) }),
    ...optionalNumber('endedAt', maintenance.endedAt),
  };
}

export function maintenanceOf(item: Item): Maintenance {
  const endedAt = optionalNumberOf(item, 'endedAt');
  return {
    id: textOf(item, 'id'),
    mall: textOf(item, 'mall') as MallName,
    capabilities: textOf(item, 'capabilities').split(' ') as Capability[],
    from: numberOf(item, 'from'),
    to: numberOf(item, 'to'),
    note: textOf(item, 'note'),
    by: textOf(item, 'by'),
    ...(item.ended === undefined ? {} : { ended: JSON.parse(textOf(item, 'ended')) as Ended }),
    ...(item.rampFrom === undefined ? {} : { rampFrom: JSON.parse(textOf(item, 'rampFrom')) as RampFrom }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
