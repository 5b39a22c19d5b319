import { TsunagiError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { type EpochMs, jstText } from '../units.ts';
import type { Incident } from './incident.ts';
import { noteLine } from './timeline.ts';

/** Looks before somebody who writes the same incident at the same time wins. */
const looksMax = 5;

/** What became of a word in between. */
export type Interim =
  | { readonly kind: 'queued'; readonly incident: Incident }
  | { readonly kind: 'refused'; readonly why: string };

/** Why a word in between cannot be sent to the merchants of this incident now; null when it can. */
export function whyNoInterim(incident: Incident): string | null {
  const { stage, noticedAt, id } = incident;
  if (stage.kind === 'closed') {
    return `${id} is closed since ${jstText(stage.at)}, and the mail with the result has gone or goes now.`;
  }
  if (noticedAt === undefined) {
    return `nobody was told of ${id} yet: a word in between would be the first they hear of it. They are written to once it has lasted five minutes.`;
  }
  return null;
}

/** Adds a person's line to the timeline. */
export async function noteIncident(
  ports: Pick<Ports, 'incidents' | 'clock'>,
  { id }: Pick<Incident, 'id'>,
  text: string,
  by: string,
): Promise<void> {
  await ports.incidents.tell(noteLine(id, ports.clock.now(), text, by));
}

/**
 * Has a word in between sent to the affected merchants: writes it into the incident's row, over the version that was read;
 * the mails follow from the row. Asked again with the same moment it is one. Throws `store.failing` when the row keeps
 * changing.
 */
export async function sendInterim(
  ports: Pick<Ports, 'incidents'>,
  { id }: Pick<Incident, 'id'>,
  text: string,
  at: EpochMs,
): Promise<Interim> {
  for (let look = 1; look <= looksMax; look++) {
    const incident = await ports.incidents.get(id);
    if (incident === null) return { kind: 'refused', why: `there is no incident ${id}.` };
    const why = whyNoInterim(incident);
    if (why !== null) return { kind: 'refused', why };
    const { interims = [], noticedAt = at } = incident;
    // By whichever clock: it comes after the mail that it follows.
    const interim = { at: Math.max(at, noticedAt), text };
    if (interims.some((one) => one.at === interim.at && one.text === text)) return { kind: 'queued', incident };
    const next = { ...incident, version: incident.version + 1, interims: [...interims, interim] };
    if ((await ports.incidents.put(next)) === 'stored') return { kind: 'queued', incident: next };
  }
  throw new TsunagiError('store.failing', 'later', `${id} keeps changing. Nothing was sent; run this again.`);
}
