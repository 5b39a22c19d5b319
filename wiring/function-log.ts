import { type RequestLog, requestLog } from '../aws/log.ts';
import { scaledClock } from './clock.ts';
import type { ScaledTime } from './scaled-time.ts';

/** The log of a deployed function, whose figures are metrics of the stage that the environment names. */
export function functionLog(functionName: string, time: ScaledTime): RequestLog {
  const { STAGE: stage = '', METRICS: names } = process.env;
  const metrics = names ? new Set(names.split(',')) : undefined;
  return requestLog({ functionName, clock: scaledClock(time), stage, metrics });
}
