import { type RequestLog, type RequestLogOptions, requestLog } from '../aws/log.ts';
import { scaledClock } from './clock.ts';
import type { always, SettingsOf } from './settings.ts';

/** Before the names where each figure is one metric of the whole stage. */
const ofStage = 'stage:';

/** The log of a deployed function, whose figures are metrics of the stage that the environment names. */
export function functionLog(functionName: string, settings: SettingsOf<typeof always>): RequestLog {
  const { STAGE: stage, METRICS: names, TSUNAGI_CLOCK: time } = settings;
  return requestLog({ functionName, clock: scaledClock(time), stage, ...metricsOf(names) });
}

/** What the variable METRICS says: which figures become metrics, and whether each is one of the whole stage. */
export function metricsOf(names: string | null): Pick<RequestLogOptions, 'metrics' | 'isOfStage'> {
  if (names === null) return {};
  const isOfStage = names.startsWith(ofStage);
  return { metrics: new Set(names.slice(isOfStage ? ofStage.length : 0).split(',')), isOfStage };
}
