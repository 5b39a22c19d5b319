import { InputError } from '../core/errors.ts';
import { dayMs, minuteMs } from '../core/units.ts';

/** What a process is told by its environment. The stack sets these variables; nothing else reads them. */
export interface Settings {
  readonly stage: string;
  /** How many schedules each scheduled function has; a shop's shard is below it. */
  readonly shards: number;
  readonly tables: {
    readonly orders: string;
    readonly revisions: string;
    readonly stock: string;
    readonly shops: string;
    readonly control: string;
  };
  readonly eventBus: string;
  readonly dataKeyId: string;
  readonly rmsBaseUrl: string;
  readonly rmsCallsPerSecond: number;
  readonly overlapMs: number;
  readonly retentionMs: number;
  /** Set where time is scaled (one machine, drills): virtual now = atMs + (real now − realAtMs) × speed. */
  readonly clock: ScaledTime;
}

/** How a scaled clock runs. */
export interface ScaledTime {
  readonly realAtMs: number;
  readonly atMs: number;
  readonly speed: number;
}

/** The clock on the wall. */
export const realTime: ScaledTime = { realAtMs: 0, atMs: 0, speed: 1 };

/** Reads a process's settings. Throws an `InputError` that names every variable that is missing or wrong. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const text = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    problems.push(`${name} is not set. The stack sets it; by hand, copy it from a deployed function.`);
    return '';
  };
  const number = (name: string): number => {
    const value = Number(text(name));
    if (environment[name] && !(value > 0))
      problems.push(`${name} is "${environment[name]}", expected a number above 0.`);
    return value;
  };
  const count = (name: string): number => {
    const value = number(name);
    if (value > 0 && !Number.isInteger(value)) problems.push(`${name} is "${value}", expected a whole number.`);
    return value;
  };
  const settings: Settings = {
    stage: text('STAGE'),
    shards: count('SHARDS'),
    tables: {
      orders: text('ORDERS_TABLE'),
      revisions: text('REVISIONS_TABLE'),
      stock: text('STOCK_TABLE'),
      shops: text('SHOPS_TABLE'),
      control: text('CONTROL_TABLE'),
    },
    eventBus: text('EVENT_BUS'),
    dataKeyId: text('DATA_KEY_ID'),
    rmsBaseUrl: text('RMS_BASE_URL'),
    rmsCallsPerSecond: number('RMS_RATE_PER_SECOND'),
    overlapMs: number('OVERLAP_MINUTES') * minuteMs,
    retentionMs: number('RETENTION_DAYS') * dayMs,
    clock: readClock(environment.TSUNAGI_CLOCK, problems),
  };
  if (problems.length > 0) throw new InputError('The environment of this process is not complete', problems);
  return settings;
}

function readClock(text: string | undefined, problems: string[]): ScaledTime {
  if (!text) return realTime;
  try {
    const { realAtMs, atMs, speed } = JSON.parse(text) as Partial<ScaledTime>;
    if (Number.isFinite(realAtMs) && Number.isFinite(atMs) && Number(speed) > 0) {
      return { realAtMs: Number(realAtMs), atMs: Number(atMs), speed: Number(speed) };
    }
  } catch {
    // Said below, together with the other way to be wrong.
  }
  problems.push('TSUNAGI_CLOCK must be {"realAtMs": …, "atMs": …, "speed": …}, all numbers, speed above 0.');
  return realTime;
}
