import { type Incident, mallNames } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { type Parameter, text } from '../arguments/parameter.ts';
import { refuse } from '../arguments/shop-and-span.ts';

/** Incidents that are named when one was mistyped. */
const namedMax = 5;

/** An incident, by its place. */
export const incidentPlace: Parameter<string> = text('<incident>', 'its id, as ops incidents list shows it; or latest');

/** The newest incidents of all malls, at most so many. */
export async function newestIncidents({ incidents }: Pick<Ports, 'incidents'>, limit: number): Promise<Incident[]> {
  const found = (await Promise.all(mallNames.map((mall) => incidents.list(mall, limit)))).flat();
  return found.sort((a, b) => b.openedAt - a.openedAt).slice(0, limit);
}

/** The incident that is meant; ends the command, with the ids there are, when there is none of that id. */
export async function incidentMeant(ports: Pick<Ports, 'incidents'>, id: string): Promise<Incident> {
  const found = id === 'latest' ? (await newestIncidents(ports, 1))[0] : await ports.incidents.get(id);
  if (found) return found;
  const newest = (await newestIncidents(ports, namedMax)).map((incident) => incident.id);
  const there = newest.length === 0 ? 'There was none yet.' : `The newest: ${newest.join(', ')}.`;
  return refuse('This cannot be done', [`<incident>: there is no incident ${JSON.stringify(id)}. ${there}`]);
}
