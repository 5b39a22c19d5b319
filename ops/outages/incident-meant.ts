import type { Incident } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { t } from '../../language/index.ts';
import { newestIncidents } from '../../views/incident/index.ts';
import { refuse } from '../arguments/meant.ts';
import { type Parameter, text } from '../arguments/parameter.ts';

const namedMax = 5;

export const incidentPlace: Parameter<string> = text('<incident>', 'its id, as ops incidents list shows it; or latest');

/** The incident that is meant; ends the command, with the ids there are, when there is none of that id. */
export async function incidentMeant(ports: Pick<Ports, 'incidents'>, id: string): Promise<Incident> {
  const found = id === 'latest' ? (await newestIncidents(ports, 1))[0] : await ports.incidents.get(id);
  if (found) return found;
  const newest = (await newestIncidents(ports, namedMax)).map((incident) => incident.id);
  const there = newest.length === 0 ? t`There was none yet.` : t`The newest: ${newest.join(', ')}.`;
  return refuse(t`This cannot be done`, [t`<incident>: there is no incident ${JSON.stringify(id)}. ${there}`]);
}
