import { userInfo } from 'node:os';
import { dayMs, type EpochMs, hourMs, jstDay, jstMoment, jstOffsetMs, minuteMs } from '../../core/kernel/index.ts';
import { t, translated } from '../../language/index.ts';
import { didYouMean } from './nearest.ts';

export interface Parameter<Value> {
  /** What help calls the value, `<when>`; null for a switch, which takes none. */
  readonly takes: string | null;
  readonly help: string;
  /** The words that it may be, where these are all. */
  readonly words?: readonly string[];
  /** Of the last argument by its place: it takes everything that follows, one a line. */
  readonly takesAll?: boolean;
  /** Understands what was typed; undefined when nothing was. A problem is a sentence that follows the option's name. */
  read(typed: string | undefined): Reading<Value>;
}

type Reading<Value> = { readonly value: Value } | { readonly problem: string };

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;
export type ValuesOf<Given extends Parameters> = {
  readonly [Name in keyof Given]: Given[Name] extends Parameter<infer Value> ? Value : never;
};

export function required<Value>(parameter: Omit<Parameter<Value>, 'read'> & { read(typed: string): Reading<Value> }) {
  const whole: Parameter<Value> = {
    ...parameter,
    read: (typed) =>
      typed === undefined ? { problem: t`is missing (${translated(parameter.help)}).` } : parameter.read(typed),
  };
  return whole;
}

export function optional<Value>(parameter: Parameter<Value>): Parameter<Value | undefined> {
  return { ...parameter, read: (typed) => (typed === undefined ? { value: undefined } : parameter.read(typed)) };
}

export function withDefault<Value>(parameter: Parameter<Value>, standard: string): Parameter<Value> {
  return {
    ...parameter,
    help: `${parameter.help} (default: ${standard})`,
    read: (typed) => parameter.read(typed ?? standard),
  };
}

export function text(takes: string, help: string): Parameter<string> {
  return required({
    takes,
    help,
    read: (typed) => (typed.trim() === '' ? { problem: t`is empty.` } : { value: typed.trim() }),
  });
}

/** One word or more, as the last argument by its place; each counts once. */
export function words(takes: string, help: string): Parameter<readonly string[]> {
  return {
    takesAll: true,
    ...required({
      takes,
      help,
      read: (typed) => {
        const given = typed
          .split('\n')
          .map((word) => word.trim())
          .filter((word) => word !== '');
        return given.length === 0 ? { problem: t`is empty.` } : { value: [...new Set(given)] };
      },
    }),
  };
}

export function choice<Word extends string>(words: readonly Word[], help: string): Parameter<Word> {
  return required({
    takes: `<${words.join('|')}>`,
    words,
    help,
    read: (typed) => {
      const word = words.find((candidate) => candidate === typed);
      if (word !== undefined) return { value: word };
      return { problem: t`got ${JSON.stringify(typed)}, expected ${words.join(t` or `)}.${didYouMean(typed, words)}` };
    },
  });
}

export function wholeNumber(
  takes: string,
  help: string,
  { from, to }: { from: number; to: number },
): Parameter<number> {
  return required({
    takes,
    help,
    read: (typed) => {
      const value = Number(typed);
      if (/^\d+$/.test(typed) && value >= from && value <= to) return { value };
      return { problem: t`got ${JSON.stringify(typed)}, expected a whole number from ${from} to ${to}.` };
    },
  });
}

export function flag(help: string): Parameter<boolean> {
  return { takes: null, help, read: (typed) => ({ value: typed !== undefined }) };
}

/** A moment as the operator typed it. What is relative, to now or to the day, is resolved by the clock of the instance. */
export type When =
  | { readonly at: EpochMs }
  | { readonly fromNowMs: number }
  | { readonly daysFromToday: number }
  /** `-12-01`: the one nearest to today. */
  | { readonly dayOfYear: string };

export const whenHelp = `Moments are Japanese time: 2026-11-24 or 2026/11/24 (00:00:00 of that day), 11/24
(the nearest one), 2026-11-24T15:45, "2026-11-24 15:45:00"; today 今日, yesterday 昨日,
tomorrow 明日 (00:00:00 of that day); or counted from now: now, -30m, -3h, -2d, +2h.`;

export const spanHelp = `--from belongs to the span, --to does not: --from yesterday --to today is the
whole of yesterday, and spans that follow each other hold each order once.

${whenHelp}`;

const expected = (): string =>
  t`expected 2026-11-24, 11/24, 2026-11-24T15:45, "2026-11-24 15:45:00" (Japanese time), today, yesterday, tomorrow, now, -3h or +2h`;
const days: ReadonlyMap<string, number> = new Map([
  ['yesterday', -1],
  ['昨日', -1],
  ['today', 0],
  ['今日', 0],
  ['tomorrow', 1],
  ['明日', 1],
]);
const absolute = /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d{1,3})?)?(?:\+09:?00)?)?$/;
const dayOfYear = /^(\d{1,2})\/(\d{1,2})$/;
const relative = /^([+-])(\d{1,6})([mhd])$/;
const unitMs: Readonly<Record<string, number>> = { m: minuteMs, h: hourMs, d: dayMs };

export function when(help: string): Parameter<When> {
  return required({ takes: '<when>', help, read: readWhen });
}

function readWhen(typed: string): Reading<When> {
  if (typed === 'now') return { value: { fromNowMs: 0 } };
  const daysFromToday = days.get(typed);
  if (daysFromToday !== undefined) return { value: { daysFromToday } };
  const [, sign, count, unit = ''] = relative.exec(typed) ?? [];
  if (count !== undefined) return { value: { fromNowMs: Number(`${sign}${count}`) * (unitMs[unit] as number) } };
  const two = (digits = ''): string => digits.padStart(2, '0');
  const [, ofMonth, ofDay] = dayOfYear.exec(typed) ?? [];
  // A leap year has every day.
  if (ofMonth !== undefined && exists(`2024-${two(ofMonth)}-${two(ofDay)}T00:00`))
    return { value: { dayOfYear: `-${two(ofMonth)}-${two(ofDay)}` } };
  const [, year, , month, day, time = '00:00', second = '00'] = absolute.exec(typed) ?? [];
  const wrong = { problem: t`got ${JSON.stringify(typed)}, ${expected()}.` };
  if (year === undefined) return wrong;
  const clock = `${year}-${two(month)}-${two(day)}T${time}:${second}`;
  if (exists(clock)) return { value: { at: Date.parse(`${clock}Z`) - jstOffsetMs } };
  return { problem: t`got ${JSON.stringify(typed)}, which is not a moment that exists; ${expected()}.` };
}

function exists(clock: string): boolean {
  const utc = Date.parse(`${clock}Z`);
  return Number.isFinite(utc) && new Date(utc).toISOString().startsWith(clock);
}

/** The moment that is meant, seen from `now`. */
export function momentOf(moment: When, now: EpochMs): EpochMs {
  if ('dayOfYear' in moment) {
    const year = Number(jstDay(now).slice(0, 4));
    // 29 February lies within four years.
    const years = Array.from({ length: 9 }, (_, index) => year - 4 + index);
    const days = years.map((one) => `${one}${moment.dayOfYear}`).filter((day) => exists(`${day}T00:00`));
    const distance = (at: EpochMs): number => Math.abs(at - now);
    return days.map((day) => jstMoment(day)).reduce((best, at) => (distance(at) < distance(best) ? at : best));
  }
  if ('at' in moment) return moment.at;
  if ('fromNowMs' in moment) return now + moment.fromNowMs;
  return jstMoment(jstDay(now)) + moment.daysFromToday * dayMs;
}

export function spanFrom(what: string): Parameter<When> {
  return when(`${what} at this moment or later`);
}

export function spanTo(what: string): Parameter<When> {
  return when(`${what} before this moment`);
}

export function byOption(help: string): Parameter<string | undefined> {
  return optional(text('<who>', `${help} (default: your user name here)`));
}

/** The name that is written down: the one given, else that of the user who runs this. */
export function whoDoes(by: string | undefined): string {
  if (by !== undefined) return by;
  try {
    return userInfo().username;
  } catch {
    return 'ops';
  }
}
