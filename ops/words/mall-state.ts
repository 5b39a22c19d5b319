import { type Health, isOut } from '../../core/health/health.ts';
import type { Maintenance } from '../../core/pause/maintenance.ts';
import type { Standing } from '../../core/pause/standing.ts';
import { type EpochMs, jstText } from '../../core/units.ts';
import { rampJson, rampText } from './ramp.ts';
import { durationText, jstIso } from './time.ts';

/** What of the malls does not work as always, a line each: outages, and maintenance that runs or is planned. */
export function mallLines({ healths, maintenances }: Standing, now: EpochMs): string[] {
  return [
    ...healths.filter(isOut).map((health) => `${health.mall} ${health.capability}: ${healthText(health, now)}`),
    ...maintenances.filter(({ endedAt }) => endedAt === undefined).map((one) => maintenanceText(one, now)),
  ];
}

/** The same for programs. */
export function mallsJson({ healths, maintenances }: Standing): object {
  return {
    outages: healths.filter(isOut).map(healthJson),
    maintenances: maintenances.filter(({ endedAt }) => endedAt === undefined).map(maintenanceJson),
  };
}

function healthText({ state }: Health, now: EpochMs): string {
  switch (state.kind) {
    case 'healthy':
      return 'well';
    case 'suspect':
      return `calls fail since ${jstText(state.since)}, not certain yet`;
    case 'down':
      return `down since ${jstText(state.since)} (${durationText(now - state.since)})`;
    case 'trickle':
      return `down since ${jstText(state.since)}, answers again since ${jstText(state.answeredAt)}; step ${rampText(state.step)}`;
  }
}

function healthJson({ mall, capability, state }: Health): object {
  const step = state.kind === 'trickle' ? state.step : undefined;
  return {
    mall,
    capability,
    state: state.kind,
    since: state.kind === 'healthy' ? null : jstIso(state.since),
    ramp: rampJson(step),
  };
}

/** A window as one line, with what is not as planned. */
export function maintenanceText(maintenance: Maintenance, now: EpochMs): string {
  const { mall, capabilities, from, to, ended = {} } = maintenance;
  const left = capabilities.filter((capability) => ended[capability] === undefined);
  const word = now < from ? 'maintenance planned' : 'in maintenance';
  const over = now < to ? '' : `; over its time, ${left.join(', ')} not answered yet`;
  return `${mall} ${capabilities.join(', ')}: ${word}, ${windowText(maintenance)}${over}`;
}

/** `2024-06-16 02:00:00 to 08:00:00`; the second day only where it is another. */
export function windowText({ from, to }: Pick<Maintenance, 'from' | 'to'>): string {
  const [begins, ends] = [jstText(from), jstText(to)];
  return `${begins} to ${begins.slice(0, 10) === ends.slice(0, 10) ? ends.slice(11) : ends}`;
}

/** A window for programs. */
export function maintenanceJson({ id, mall, capabilities, from, to, note, by, endedAt }: Maintenance): object {
  return {
    id,
    mall,
    capabilities,
    from: jstIso(from),
    to: jstIso(to),
    note,
    by,
    endedAt: endedAt === undefined ? null : jstIso(endedAt),
  };
}
