import { jstText } from '../units.ts';
import type { AuditFigures, Incident, IncidentEvent } from './incident.ts';

const by = 'health-probe';

/**
 * The lines of the timeline that an incident's row implies. They are told again whenever the row changed: what is there
 * already is the same line.
 */
export function timelineOf(incident: Incident): IncidentEvent[] {
  const line = (at: number, what: string, text: string): IncidentEvent => ({
    incident: incident.id,
    at,
    // With its moment that is enough: what an earlier occasion told stays the same line after a relapse.
    what: `${what}~${incident.id}`,
    text,
    by,
  });
  const lines = [line(incident.openedAt, 'first-failure', `${incident.mall} failed for the first time.`)];
  lines.push(line(incident.detectedAt, 'detected', 'It is certain: workers are held, the mall is probed.'));
  for (const { capability, from, to } of incident.affected) {
    lines.push(line(from, `out-${capability}`, `${capability} is out.`));
    if (to !== null)
      lines.push(line(to, `well-${capability}-${from}`, `${capability} is answered again without failures.`));
  }
  if (incident.noticedAt !== undefined) {
    lines.push(line(incident.noticedAt, 'noticed', 'It lasts: the affected merchants are written to.'));
  }
  switch (incident.stage.kind) {
    case 'open':
      break;
    case 'recovering':
      lines.push(line(incident.stage.since, 'recovered', 'Everything is well; catching up and auditing.'));
      break;
    case 'closed':
      lines.push(line(incident.stage.at, 'closed', `Closed. ${auditText(incident.audit)}`));
      break;
  }
  return lines;
}

function auditText(audit: AuditFigures | undefined): string {
  if (audit === undefined) return 'Nothing had to be audited.';
  const { shops, audited, atMall, missing, doubled, unread = 0 } = audit;
  return `${audited} of ${shops} shops audited: ${atMall} orders at the mall, ${missing} missing, ${doubled} doubled, ${unread} unread.`;
}

/** A line that a person adds. */
export function noteLine(incident: string, at: number, text: string, person: string): IncidentEvent {
  return { incident, at, what: `note-${jstText(at)}`, text, by: person };
}
