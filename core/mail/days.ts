import { type EpochMs, jstDay, jstOffsetMs, minuteMs } from '../units.ts';

const weekdays = ['日', '月', '火', '水', '木', '金', '土'] as const;

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: string;
  readonly clock: string;
}

/** The weekday is computed, never copied: the vendor's own notice of 2020-02-10 has it wrong. */
function partsOf(at: EpochMs): Parts {
  const date = new Date(at + jstOffsetMs);
  const minutes = String(date.getUTCMinutes()).padStart(2, '0');
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: weekdays[date.getUTCDay()] as string,
    clock: `${date.getUTCHours()}:${minutes}`,
  };
}

/** `2020年2月10日(月) 15:45` */
export function fullMoment(at: EpochMs): string {
  const { year, month, day, weekday, clock } = partsOf(at);
  return `${year}年${month}月${day}日(${weekday}) ${clock}`;
}

/** `2月10日(月) 15:45` */
export function moment(at: EpochMs): string {
  const { month, day, weekday, clock } = partsOf(at);
  return `${month}月${day}日(${weekday}) ${clock}`;
}

/** `2/10 15:45` */
export function shortMoment(at: EpochMs): string {
  const { month, day, clock } = partsOf(at);
  return `${month}/${day} ${clock}`;
}

/** `2/10 15:45〜22:35`, and with the other day where it ends on one. */
export function shortSpan(from: EpochMs, to: EpochMs): string {
  const end = jstDay(from) === jstDay(to) ? partsOf(to).clock : shortMoment(to);
  return `${shortMoment(from)}〜${end}`;
}

/** `2020年2月10日(月) 15:45 〜 22:35(6時間50分)` */
export function fullSpan(from: EpochMs, to: EpochMs): string {
  const end = jstDay(from) === jstDay(to) ? partsOf(to).clock : moment(to);
  return `${fullMoment(from)} 〜 ${end}(${lengthOf(to - from)})`;
}

/** `6時間50分`; less than a minute counts as one. */
export function lengthOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / minuteMs));
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest}分`;
  return rest === 0 ? `${hours}時間` : `${hours}時間${rest}分`;
}
