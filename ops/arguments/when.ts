import { dayMs, type EpochMs, hourMs, jstOffsetMs, minuteMs } from '../../core/kernel/index.ts';
import { type Parameter, type Reading, required } from './parameter.ts';

/** A moment as the operator typed it. `now` and moments relative to it are resolved by the clock of the instance. */
export type When = { readonly at: EpochMs } | { readonly beforeNowMs: number };

/** What help says of every moment. */
export const whenHelp = `Moments are Japanese time: 2026-11-24 (00:00:00 of that day),
2026-11-24T15:45, "2026-11-24 15:45:00"; or they count back from now:
-30m, -3h, -2d; or now.`;

const expected = 'expected 2026-11-24, 2026-11-24T15:45, "2026-11-24 15:45:00" (Japanese time), -30m, -3h, -2d or now';
const absolute = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d{1,3})?)?(?:\+09:?00)?)?$/;
const relative = /^-(\d{1,6})([mhd])$/;
const unitMs: Readonly<Record<string, number>> = { m: minuteMs, h: hourMs, d: dayMs };

/** A moment, as an option. */
export function when(help: string): Parameter<When> {
  return required({ takes: '<when>', help, read: readWhen });
}

function readWhen(typed: string): Reading<When> {
  if (typed === 'now') return { value: { beforeNowMs: 0 } };
  const [, count, unit] = relative.exec(typed) ?? [];
  if (count !== undefined && unit !== undefined) {
    return { value: { beforeNowMs: Number(count) * (unitMs[unit] as number) } };
  }
  const [, day, time = '00:00', second = '00'] = absolute.exec(typed) ?? [];
  const wrong = { problem: `got ${JSON.stringify(typed)}, ${expected}.` };
  if (day === undefined) return wrong;
  const clock = `${day}T${time}:${second}`;
  const utc = Date.parse(`${clock}Z`);
  if (Number.isFinite(utc) && new Date(utc).toISOString().startsWith(clock))
    return { value: { at: utc - jstOffsetMs } };
  return { problem: `got ${JSON.stringify(typed)}, which is not a moment that exists; ${expected}.` };
}

/** The moment that is meant, seen from `now`. */
export function momentOf(moment: When, now: EpochMs): EpochMs {
  return 'at' in moment ? moment.at : now - moment.beforeNowMs;
}
