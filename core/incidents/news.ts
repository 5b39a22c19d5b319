import type { Capability } from '../health/capability.ts';
import type { MallName } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import { type AuditFigures, type Incident, occasionOf } from './incident.ts';

/** What the bus carries of an incident. */
export interface IncidentNews {
  readonly kind: 'IncidentOpened' | 'IncidentUpdated' | 'IncidentClosed';
  /** The same for every repeat of the same version. */
  readonly id: string;
  readonly incident: string;
  readonly mall: MallName;
  readonly stage: Incident['stage']['kind'];
  readonly openedAt: EpochMs;
  /** What is out now. */
  readonly out: readonly Capability[];
  readonly audit?: AuditFigures;
}

/** The news of an incident's present version. */
export function newsOf(incident: Incident): IncidentNews {
  return {
    kind: kindOf(incident),
    id: `${occasionOf(incident)}#${incident.version}`,
    incident: incident.id,
    mall: incident.mall,
    stage: incident.stage.kind,
    openedAt: incident.openedAt,
    out: incident.affected.filter(({ to }) => to === null).map(({ capability }) => capability),
    ...(incident.audit === undefined ? {} : { audit: incident.audit }),
  };
}

/** What the bus hears first of an incident is that it opened, whichever version it is: those before may not have come through. */
function kindOf({ stage, toldVersion }: Incident): IncidentNews['kind'] {
  switch (stage.kind) {
    case 'open':
      return toldVersion === undefined ? 'IncidentOpened' : 'IncidentUpdated';
    case 'recovering':
      return 'IncidentUpdated';
    case 'closed':
      return 'IncidentClosed';
  }
}
