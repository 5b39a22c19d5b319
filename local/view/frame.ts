import { fitting, wrapped } from '../../core/kernel/index.ts';
import type { QueueDepth } from '../queues/start-queues.ts';
import { shopLines } from './shop-table.ts';
import type { FunctionView, Happening, ViewState, WaitView } from './state.ts';
import { countText, dateTimeText, durationText, type Paint, timeText } from './words.ts';

/** Stands for the spaces within a part, where no line may be broken. */
const joined = '\u00a0';

/** A list behind its title, as lines of at most `width` columns; no part is broken where it fits. `painted` puts colours on a line. */
function listLines(
  { title, parts, between }: { readonly title: string; readonly parts: readonly string[]; readonly between: string },
  width: number,
  paint: Paint,
  painted: (text: string) => string,
): string[] {
  const text = parts.map((part) => part.replaceAll(' ', joined)).join(between);
  return wrapped(text, Math.max(1, width - title.length)).map(
    (line, index) =>
      `${index === 0 ? paint('dim', title) : ' '.repeat(title.length)}${painted(line.replaceAll(joined, ' '))}`,
  );
}

const countOf = ({ visible, inFlight, delayed }: QueueDepth): number => visible + inFlight + delayed;

/** A queue whose messages need a person. */
const isGivenUp = (name: string): boolean => /-(dead|rejected)$/.test(name);

/** A queue without a consumer: a queue of given-up messages, or records of scheduled runs that failed, which the next run has made good. */
export const isSetAside = (name: string): boolean => isGivenUp(name) || name.endsWith('-failed');

const title = 'Queues     ';

function queueLines(queues: Readonly<Record<string, QueueDepth>>, width: number, paint: Paint): string[] {
  const depths = Object.entries(queues).map(([name, depth]) => ({ name, count: countOf(depth) }));
  if (depths.length === 0) return [];
  const text = ({ name, count }: { name: string; count: number }): string => `${name} ${countText(count)}`;
  const work = depths.filter(({ name }) => !isSetAside(name)).map(text);
  const setAside = depths.filter(({ name, count }) => isSetAside(name) && count > 0).map(text);
  const parts = [...work, `set aside ${setAside[0] ?? '0'}`, ...setAside.slice(1)];
  const painted = (line: string): string =>
    line.replace(/[\w-]+ [1-9]\d*(?:,\d{3})*/g, (part) => paint('yellow', part));
  return listLines({ title, parts, between: ', ' }, width, paint, painted);
}

const noteLinesMax = 6;

/** Causes of pauses that end by themselves. */
const endsByItself: ReadonlySet<string> = new Set(['outage', 'maintenance']);

/** What a person has to know: what holds which shops, and what they have to see to. */
function noteLines({ shops, queues, clockNote }: ViewState, width: number, paint: Paint): string[] {
  const notes = shops.flatMap(({ name, mall, pause, statusPause }) => {
    const { note } = pause ?? statusPause ?? {};
    return note === undefined ? [] : [{ name, mall, note }];
  });
  // A note says what "the mall" does, and a merchant has a shop of the same name at several.
  const pauses = [...Map.groupBy(notes, ({ mall, note }) => `${mall}\n${note}`).values()].flatMap((those) => {
    const names = those.length > 2 ? `${those.length} shops` : those.map(({ name }) => name).join(', ');
    return wrapped(`${those[0]?.mall}: ${names}: ${those[0]?.note}`, width).map((line) => paint('yellow', line));
  });
  const failed = shops.reduce((sum, { statuses }) => sum + statuses.failed, 0);
  const hasGivenUp = Object.entries(queues).some(([name, depth]) => isGivenUp(name) && countOf(depth) > 0);
  const waits = shops.filter(({ pause, statusPause }) => endsByItself.has((pause ?? statusPause)?.cause ?? ''));
  const held = waits.reduce((sum, { statuses }) => sum + statuses.held, 0);
  const duties = [
    ...(clockNote === null ? [] : wrapped(clockNote, width)),
    ...(failed > 0 ? [`Failed status changes need a person: npm run ops -- push list --failed (${failed})`] : []),
    ...(hasGivenUp ? ['Messages were given up: npm run ops -- stuck'] : []),
  ].map((line) => paint('red', line));
  const patience =
    held > 0 ? [paint('yellow', `${countText(held)} status changes are held, and go on by themselves.`)] : [];
  const lines = [...duties, ...pauses, ...patience].slice(0, noteLinesMax);
  return lines.length === 0 ? [] : ['', ...lines];
}

/** Happenings that are shown even when the shops would fill the screen. */
const happeningsMin = 4;

/** The whole picture as lines that fit a terminal of this size; full-width characters count two columns. Shops are left out last, happenings first. */
export function frame(
  state: ViewState,
  size: { readonly columns: number; readonly rows: number },
  paint: Paint,
): string[] {
  const top = [...heading(state, size.columns, paint), ''];
  const bottom = [
    ...noteLines(state, size.columns, paint),
    '',
    ...queueLines(state.queues, size.columns, paint),
    ...functionLines(state.functions, size.columns, paint),
    ...waitLines(state.waits, size.columns, paint),
    '',
  ];
  const room = size.rows - 1 - top.length - bottom.length;
  const shops = shopLines(state.shops, size.columns, Math.max(3, room - happeningsMin), paint);
  const happenings = happeningLines(state.happenings, size.columns, room - shops.length, paint);
  return [...top, ...shops, ...bottom, ...happenings]
    .slice(0, Math.max(1, size.rows - 1))
    .map((line) => fitted(line, size.columns));
}

function heading(
  { nowMs, speed, runningMs, malls, console, mailbox, folder }: ViewState,
  width: number,
  paint: Paint,
): string[] {
  const pace = speed === 1 ? '' : `, time runs ${speed} times as fast`;
  const mails = mailbox === null ? '' : `, mails at ${mailbox}`;
  return [
    `${paint('bold', 'Tsunagi')} ${dateTimeText(nowMs)} JST${pace}, running for ${durationText(runningMs)}`,
    // No address and no key may be cut off: people need them whole.
    ...[`Console: ${console}`, ...malls, `Data in ${folder}${mails}; Ctrl-C stops`].flatMap((line) =>
      wrapped(line, width).map((part) => paint('dim', part)),
    ),
  ];
}

const functionsTitle = 'Functions  ';

function functionLines(functions: readonly FunctionView[], width: number, paint: Paint): string[] {
  const texts = functions.map(({ name, runs, failed, medianMs }) => {
    const pace = medianMs === null ? '' : ` (${Math.round(medianMs)} ms)`;
    return `${name} ${countText(runs)}${pace}${failed === 0 ? '' : `, ${failed} failed`}`;
  });
  if (texts.length === 0) return [];
  const painted = (line: string): string => line.replace(/\d+ failed/g, (text) => paint('red', text));
  return listLines({ title: functionsTitle, parts: texts, between: '; ' }, width, paint, painted);
}

/** From when a mall showed an order until it was stored, and from when stock moved until the level was set there. */
function waitLines(waits: readonly WaitView[], width: number, paint: Paint): string[] {
  const seconds = (value: number): string => `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} s`;
  const parts = waits.map(({ mall, stored, called }) => {
    const texts = [
      ...(stored === null ? [] : [`stored ${seconds(stored.p50)} (p99 ${seconds(stored.p99)})`]),
      ...(called === null ? [] : [`set ${seconds(called.p50)} (p99 ${seconds(called.p99)})`]),
    ];
    return `${mall} ${texts.join(', ')}`;
  });
  return parts.length === 0
    ? []
    : listLines({ title: 'Waits      ', parts, between: '; ' }, width, paint, (line) => line);
}

const besideTime = ' '.repeat('16:45:07  '.length);
const looks = { order: 'cyan', good: 'green', bad: 'red', plain: 'dim' } as const;

/** The latest happenings that fit as a whole, the oldest first. */
function happeningLines(all: readonly Happening[], width: number, linesMax: number, paint: Paint): string[] {
  const kept: string[] = [];
  for (const { atMs, text, kind } of all.toReversed()) {
    const lines = wrapped(text, Math.max(1, width - besideTime.length)).map(
      (line, index) => `${index === 0 ? `${paint('dim', timeText(atMs))}  ` : besideTime}${paint(looks[kind], line)}`,
    );
    if (kept.length + lines.length > linesMax) break;
    kept.unshift(...lines);
  }
  return kept;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the control character ESC
const colour = /(\x1b\[[0-9;]*m)/;

/** Cuts a line to the terminal. Its colours are no part of the width, and all of them stay: one that is not ended would run on. */
function fitted(line: string, columns: number): string {
  const parts = line.split(colour);
  const isColour = (index: number): boolean => index % 2 === 1;
  const kept = fitting(parts.filter((_, index) => !isColour(index)).join(''), columns);
  let at = 0;
  return parts
    .map((part, index) => {
      if (isColour(index)) return part;
      at += part.length;
      return kept.slice(at - part.length, at);
    })
    .join('');
}
