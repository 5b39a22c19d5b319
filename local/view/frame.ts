import { fitting } from '../../core/kernel/index.ts';
import { listLines } from './list-lines.ts';
import { noteLines } from './note-lines.ts';
import type { Paint } from './paint.ts';
import { queueLines } from './queue-lines.ts';
import { shopLines } from './shop-table.ts';
import type { FunctionView, Happening, ViewState } from './state.ts';
import { countText, dateTimeText, durationText, timeText } from './words.ts';

/** Happenings that are shown even when the shops would fill the screen. */
const happeningsMin = 4;

/**
 * The whole picture as lines that fit a terminal of this size. Full-width characters count two columns.
 * What does not fit is left out from the list of shops last and of happenings first.
 */
export function frame(
  state: ViewState,
  size: { readonly columns: number; readonly rows: number },
  paint: Paint,
): string[] {
  const top = [...heading(state, paint), ''];
  const bottom = [
    ...noteLines(state, size.columns, paint),
    '',
    ...queueLines(state.queues, size.columns, paint),
    ...functionLines(state.functions, size.columns, paint),
    '',
  ];
  const room = size.rows - 1 - top.length - bottom.length;
  const shops = shopLines(state.shops, size.columns, Math.max(3, room - happeningsMin), paint);
  const happenings = state.happenings
    .slice(Math.max(0, state.happenings.length - Math.max(0, room - shops.length)))
    .map((one) => happeningLine(one, paint));
  return [...top, ...shops, ...bottom, ...happenings]
    .slice(0, Math.max(1, size.rows - 1))
    .map((line) => fitted(line, size.columns));
}

function heading({ nowMs, speed, runningMs, malls, mailbox, folder }: ViewState, paint: Paint): string[] {
  const pace = speed === 1 ? '' : `, time runs ${speed} times as fast`;
  const mails = mailbox === null ? '' : `, mails at ${mailbox}`;
  return [
    `${paint('bold', 'Tsunagi')} ${dateTimeText(nowMs)} JST${pace}, running for ${durationText(runningMs)}`,
    ...malls.map((mall) => paint('dim', mall)),
    paint('dim', `Data in ${folder}${mails}; Ctrl-C stops`),
  ];
}

const functionsTitle = 'Functions  ';

function functionLines(functions: readonly FunctionView[], width: number, paint: Paint): string[] {
  const texts = functions.map(({ name, runs, failed, medianMs }) => {
    const pace = medianMs === null ? '' : ` (${Math.round(medianMs)} ms)`;
    return `${name} ${countText(runs)}${pace}${failed === 0 ? '' : `, ${failed} failed`}`;
  });
  if (texts.length === 0) return [];
  return listLines({ title: functionsTitle, parts: texts, between: '; ' }, width, paint).map((line) =>
    line.replace(/\d+ failed/g, (text) => paint('red', text)),
  );
}

const looks = { order: 'cyan', good: 'green', bad: 'red', plain: 'dim' } as const;

function happeningLine({ atMs, text, kind }: Happening, paint: Paint): string {
  return `${paint('dim', timeText(atMs))}  ${paint(looks[kind], text)}`;
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
