import { type RequestLog, requestLog } from '../aws/log.ts';
import { scaledClock } from './clock.ts';
import type { always, SettingsOf } from './settings.ts';

/** The log of a deployed function, whose figures are metrics of the stage that the environment names. */
export function functionLog(functionName: string, settings: SettingsOf<typeof always>): RequestLog {
  const { STAGE: stage, METRICS: names, TSUNAGI_CLOCK: time } = settings;
  const metrics = names === null ? undefined : new Set(names.split(','));
  return requestLog({ functionName, clock: scaledClock(time), stage, metrics });
}
