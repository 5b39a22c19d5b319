import type { EpochMs } from '../../core/kernel/index.ts';
import { durationText, enumerated, t } from '../../language/index.ts';
import { capabilityWord, type RampFacts } from '../pause/index.ts';
import { type Column, type Look, label, timeText } from '../words.ts';
import type { MallFacts, MallsFacts, WindowFacts } from './facts.ts';

/** How a capability of a mall stands, in a word; `planned` of a window that has not begun. */
export type MallKind = MallFacts['state'] | 'slow' | 'degraded' | 'maintenance' | 'planned';

export const mallLooks: Readonly<Record<MallKind, Look | undefined>> = {
  ...{ healthy: 'good', slow: 'warn', degraded: 'warn', suspect: 'warn', down: 'bad', trickle: 'warn' },
  ...{ maintenance: 'warn', planned: undefined },
};

/** Capabilities of a mall that stand alike, or a window, in a sentence without its full stop. */
export interface MallLine {
  readonly kind: MallKind;
  readonly text: string;
}

export function mallTile(one: MallFacts, windows: readonly WindowFacts[], now: EpochMs): MallLine {
  const held = windowOver(one, windows, now);
  if (held !== undefined) return { kind: 'maintenance', text: t`in maintenance, ${windowText(held)}` };
  return { kind: kindOf(one), text: stateText(one, now) };
}

/** What is not healthy of each mall, what is, and each window. Capabilities that stand alike are one line. What is in maintenance is not called: nothing is known of it. */
export function mallLines({ malls, maintenances }: MallsFacts, now: EpochMs): MallLine[] {
  const shown = malls.filter((one) => one.state !== 'healthy' || windowOver(one, maintenances, now) === undefined);
  const lines = [...Map.groupBy(shown, ({ mall }) => mall).values()].flatMap((ofMall) => {
    const alike = Map.groupBy(ofMall, (one) => `${kindOf(one)} ${one.ramp?.step}`);
    const all = [...alike.values()].map((some): MallLine => {
      const one = together(some);
      const what = enumerated(some.map(({ capability }) => capabilityWord(capability)));
      return { kind: kindOf(one), text: `${one.mall} ${what}: ${stateText(one, now)}` };
    });
    return all.toSorted((a, b) => Number(a.kind === 'healthy') - Number(b.kind === 'healthy'));
  });
  const planned = maintenances.map(
    (one): MallLine => ({ kind: hasBegun(one, now) ? 'maintenance' : 'planned', text: windowLine(one, now) }),
  );
  return [...lines, ...planned];
}

const kindOf = ({ state, slow, degraded }: MallFacts): MallKind => (degraded ? 'degraded' : slow ? 'slow' : state);

const hasBegun = ({ from }: WindowFacts, now: EpochMs): boolean => Date.parse(from) <= now;

const windowOver = (
  { mall, capability }: MallFacts,
  windows: readonly WindowFacts[],
  now: EpochMs,
): WindowFacts | undefined =>
  windows.find((one) => one.mall === mall && hasBegun(one, now) && one.notEnded.includes(capability));

const earliest = (moments: readonly string[]): string | undefined => moments.toSorted()[0];
const latest = (moments: readonly string[]): string | undefined => moments.toSorted().at(-1);

/** Those that stand alike as one: in trouble since the first of them was, and answering since the last of them does. */
function together(alike: readonly MallFacts[]): MallFacts {
  const [first] = alike as [MallFacts];
  const slow = alike.flatMap((one) => one.slow ?? []);
  const rounds = alike.flatMap(({ lastRound }) => lastRound ?? []);
  const sum = (of: 'answered' | 'failed' | 'throttled') => rounds.reduce((all, one) => all + (one[of] ?? 0), 0);
  const answeredAt = latest(alike.flatMap((one) => one.answeredAt ?? []));
  return {
    ...first,
    since: earliest(alike.flatMap(({ since }) => since ?? [])) ?? null,
    ...(answeredAt && { answeredAt }),
    ...(slow.length > 0 && {
      slow: {
        since: earliest(slow.map(({ since }) => since)) ?? '',
        seconds: Math.max(...slow.map((one) => one.seconds)),
      },
    }),
    ...(rounds.length > 0 && {
      lastRound: {
        at: latest(rounds.map(({ at }) => at)) ?? '',
        ...{ answered: sum('answered'), failed: sum('failed'), throttled: sum('throttled') },
      },
    }),
  };
}

function stateText(one: MallFacts, now: EpochMs): string {
  const since = timeText(one.since);
  switch (one.state) {
    case 'healthy':
      if (one.degraded) return t`degraded: lists order numbers only, and each order is read by itself`;
      if (one.slow === undefined) return t`healthy`;
      return t`answers slowly: ${one.slow.seconds} s, since ${timeText(one.slow.since)}; nothing is held`;
    case 'suspect':
      return t`suspect since ${since}: not certain yet`;
    case 'down':
      return t`down since ${since} (${durationText(now - Date.parse(one.since ?? ''))})`;
    case 'trickle':
      return comingBackText(one);
  }
}

/** A mall that answers again, or that did and is silent once more; with what the last round of probes saw. */
function comingBackText({ since, answeredAt, ramp, lastRound }: MallFacts): string {
  const probes = lastRound === undefined ? '' : t` (${probesText(lastRound)})`;
  const [from, at] = [t`down since ${timeText(since)}`, timeText(answeredAt)];
  return ramp === null
    ? t`${from}; answered at ${at}, silent again${probes}; every shop is held`
    : t`${from}, answers again since ${at}${probes}; step ${rampText(ramp)}`;
}

function probesText({ at, answered, failed, throttled = 0 }: NonNullable<MallFacts['lastRound']>): string {
  const more = throttled === 0 ? '' : t`, ${throttled} throttled`;
  return t`${answered} of ${answered + failed + throttled} probes answered${more} at ${timeText(at).slice(11)}`;
}

/** How far a mall that comes back is asked again, `2 of 4: a tenth of the shops`. */
export const rampText = (ramp: RampFacts): string => t`${ramp.step} of ${ramp.of}: ${shopsText(ramp)}`;

function shopsText({ share, shopsMax }: RampFacts): string {
  if (shopsMax !== null) return t`the first ${shopsMax} shops`;
  switch (share) {
    case 0.1:
      return t`a tenth of the shops`;
    case 0.5:
      return t`half of the shops`;
    case 1:
      return t`every shop`;
    default:
      return t`${Math.round(share * 100)} % of the shops`;
  }
}

function windowLine(window: WindowFacts, now: EpochMs): string {
  const { mall, capabilities, to, notEnded } = window;
  const word = hasBegun(window, now) ? t`in maintenance` : t`maintenance planned`;
  const isOver = Date.parse(to) <= now;
  const over = isOver ? t`; over its time, ${enumerated(notEnded.map(capabilityWord))} not answered yet` : '';
  return `${mall} ${enumerated(capabilities.map(capabilityWord))}: ${enumerated([word, windowText(window)])}${over}`;
}

/** `2024-06-16 02:00:00 to 08:00:00`; the second day only where it is another. */
export function windowText({ from, to }: Pick<WindowFacts, 'from' | 'to'>): string {
  const [begins, ends] = [timeText(from), timeText(to)];
  return t`${begins} to ${begins.slice(0, 10) === ends.slice(0, 10) ? ends.slice(11) : ends}`;
}

export const windowColumns = (now: EpochMs): Column<WindowFacts>[] => [
  { title: label.id(), of: ({ id }) => id },
  { title: label.mall(), of: ({ mall }) => mall },
  { title: t`capabilities`, of: ({ capabilities }) => enumerated(capabilities.map(capabilityWord)) },
  { title: label.window(), of: windowText },
  { title: label.state(), of: (window) => windowState(window, now) },
  { title: label.note(), long: true, of: ({ note, by }) => `${note} (${by})` },
];

function windowState(window: WindowFacts, now: EpochMs): string {
  if (window.endedAt !== null) return t`over since ${timeText(window.endedAt)}`;
  if (!hasBegun(window, now)) return t`planned`;
  return now < Date.parse(window.to) ? t`runs` : t`runs over its time`;
}
