import { Cron } from 'croner';

/** When a schedule runs. */
export type Timing =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly next: (afterMs: number) => number | null }
  | { readonly kind: 'at'; readonly atMs: number };

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads a schedule expression of EventBridge: `rate(5 minutes)`, `cron(0 3 * * ? *)`, `at(2026-11-24T10:00:00)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 *
 * @param timezone the time zone of cron and at, such as `Asia/Tokyo`
 * @throws when the expression is none, naming the place
 */
export function readTiming(expression: string, timezone: string, where: string): Timing {
  const wrong = (cause?: unknown) =>
    new Error(`${where} is "${expression}"; write rate(5 minutes), cron(0 3 * * ? *) or at(2026-11-24T10:00:00).`, {
      cause,
    });
  const [, kind, argument = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression) ?? [];
  switch (kind) {
    case 'rate': {
      const [, count, unit] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(argument) ?? [];
      const milliseconds = unitMs[unit ?? ''];
      if (count === undefined || milliseconds === undefined) throw wrong();
      return { kind, everyMs: Number(count) * milliseconds };
    }
    case 'cron':
      try {
        const cron = new Cron(cronerPattern(argument), { timezone, paused: true, mode: '7-part' });
        return { kind, next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() ?? null };
      } catch (cause) {
        throw wrong(cause);
      }
    case 'at': {
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(argument)) throw wrong();
      const at = new Cron(argument, { timezone, paused: true }).nextRun(new Date(0));
      if (at === null) throw wrong();
      return { kind, atMs: at.getTime() };
    }
    default:
      throw wrong();
  }
}

/**
 * AWS writes minutes first, counts days of the week from SUN = 1 and lets a step begin anywhere (`0/5`); croner wants seconds
 * first, counts from 0 and wants a range to step through.
 */
function cronerPattern(fields: string): string {
  const parts = fields.trim().split(/\s+/);
  const [minute, hour, day, month, weekday, year] = parts;
  if (parts.length !== 6 || minute === undefined || hour === undefined || weekday === undefined) {
    throw new Error('A cron expression has six fields.');
  }
  const fromZero = weekday.replace(
    /(^|[,-])([1-7])/g,
    (_, before: string, number: string) => `${before}${Number(number) - 1}`,
  );
  return [
    '0',
    stepped(minute, 59),
    stepped(hour, 23),
    stepped(day ?? '', 31),
    stepped(month ?? '', 12),
    fromZero,
    year,
  ].join(' ');
}

function stepped(field: string, last: number): string {
  return field.replace(/(^|,)(\d+)\//g, (_, before: string, first: string) => `${before}${first}-${last}/`);
}
