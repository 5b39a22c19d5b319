import { readDescription } from '../../ops/doctor/checks/alarms.ts';
import type { Cloud } from '../cloud.ts';
import type { Happening } from '../view/state.ts';
import { logSentence } from './log-sentences.ts';

/** Collects what happens, keeps the latest, and notifies its listeners. */
export interface Happenings {
  readonly latest: readonly Happening[];
  add(kind: Happening['kind'], text: string): void;
  onAdded(listener: (happening: Happening) => void): void;
}

const kept = 200;

export function collectHappenings(now: () => number): Happenings {
  const latest: Happening[] = [];
  const listeners: ((happening: Happening) => void)[] = [];
  return {
    latest,
    add(kind, text) {
      const happening: Happening = { atMs: now(), kind, text };
      latest.push(happening);
      if (latest.length > kept) latest.shift();
      for (const listener of listeners) listener(happening);
    },
    onAdded: (listener) => void listeners.push(listener),
  };
}

/** Follows the alarms of the stage, as the person on call would receive them. */
export function followAlarms(cloud: Pick<Cloud, 'onAlarm'>, happenings: Pick<Happenings, 'add'>): void {
  cloud.onAlarm(({ name, description, state }) => {
    const alarm = shortName(name);
    const { page } = readDescription(description);
    if (state === 'ALARM') happenings.add('bad', `alarm ${alarm}: ${page}`);
    else happenings.add('good', `alarm ${alarm} is over`);
  });
}

/** Follows what goes wrong in the functions: runs that failed, and lines they print as warnings or errors, as sentences. */
export function followFunctions(
  cloud: Pick<Cloud, 'onInvocation' | 'onLine'>,
  happenings: Pick<Happenings, 'add'>,
  nameOf: (shop: string) => string,
): void {
  cloud.onInvocation(({ functionName, outcome }) => {
    switch (outcome.kind) {
      case 'returned':
        return;
      case 'failed':
        happenings.add(
          'bad',
          `${shortName(functionName)} failed: ${outcome.error.errorType} ${outcome.error.errorMessage}`,
        );
        return;
      case 'expired':
        happenings.add('bad', `${shortName(functionName)} was dropped: it waited too long`);
    }
  });
  cloud.onLine(({ functionName, line }) => {
    const entry = parse(line);
    if (entry === null || (entry.level !== 'warn' && entry.level !== 'error')) return;
    const { level, event, time: _time, function: _function, requestId: _requestId, ...fields } = entry;
    const said = logSentence({ writer: shortName(functionName), event: String(event), fields }, nameOf);
    happenings.add(level === 'error' ? 'bad' : 'plain', said);
  });
}

/** `poll-orders` of `tsunagi-local-poll-orders`. */
export function shortName(functionName: string): string {
  return functionName.replace(/^tsunagi-[a-z0-9]+-/, '');
}

/** A line of the functions' own log; null for any other line. */
function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'event' in value ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
