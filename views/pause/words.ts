import { jstText } from '../../core/kernel/index.ts';
import type { Capability, Pause, PauseCause, Shop } from '../../core/model/index.ts';
import { counted, cutLine, enumerated, inARow, t, translated } from '../../language/index.ts';
import { type Column, label, timeText } from '../words.ts';
import { type CauseFacts, concerned, letsAllThrough, type SpanFacts, type Standing, waysOf } from './facts.ts';
import { keyCauseText, keyLiftedText, keyRemedy } from './key-words.ts';

export function onResumeText(pause: Pause, shops: readonly Shop[]): string {
  if (letsAllThrough(pause))
    return t`Every shop goes on already. Lifted in some minutes, while the mall goes on answering.`;
  return inARow(liftedBy(pause), goesOnThen(concerned(pause, shops), pause.capability));
}

export function whatToDo(pause: Standing): string {
  switch (pause.cause) {
    case 'credentials':
      return keyRemedyText(pause);
    case 'outage':
    case 'maintenance':
      return pause.rampStep === undefined
        ? t`Run this again once the mall answers. What the schedule has missed it catches up by itself.`
        : t`Run this again in some minutes. What the schedule has missed it catches up by itself.`;
    case 'manual':
      return t`The person who set it lifts it: ${resumeCommand(pause)}`;
  }
}

function keyRemedyText(pause: Standing): string {
  const { say, run } = keyRemedy(pause);
  return `${say}: ${run.map((command) => `ops ${command}`).join(t`, or `)}`;
}

export function refusalLines(pause: Pause): string[] {
  const { scope, since, words, note } = pause;
  return [
    t`Refused: ${causeText(pause)} (${scope}, since ${jstText(since)}).`,
    `  ${translated(words ?? note)}`,
    `  ${whatToDo(pause)}`,
  ];
}

/** The cause of a pause in a word: in English the one that programs get. */
export const causeWord = (cause: PauseCause): string =>
  ({
    outage: t`outage`,
    maintenance: t`maintenance`,
    manual: t`manual`,
    credentials: t`credentials`,
  })[cause];

/** A kind of work in a word: in English the one that is typed. */
export function capabilityWord(capability: Capability): string {
  switch (capability) {
    case 'import':
      return t`import`;
    case 'status':
      return t`status`;
    case 'stock':
      return t`stock`;
  }
}

/** Why a pause holds, as the middle of a sentence. */
export function causeText(pause: Pick<Pause, 'cause' | 'code' | 'function' | 'rampStep'>): string {
  if (pause.cause === 'credentials') return keyCauseText(pause);
  if (pause.rampStep === undefined) return causeWords()[pause.cause];
  return letsAllThrough(pause)
    ? t`the mall answers again, every shop goes on while probes confirm it`
    : t`the mall answers again, more shops follow by steps`;
}

const heldShown = 3;

export function heldImportTexts(held: readonly Pause[]): string[] {
  return [
    ...held
      .slice(0, heldShown)
      .map(
        (pause) =>
          t`The import is held: ${heldText(pause.cause, pause)}. The mall may have orders that are not here yet.`,
      ),
    ...(held.length > heldShown ? [cutLine(heldShown, held.length, 'ops pauses')] : []),
  ];
}

/** Why a row is held: the pause (`pauseOver`) that holds its shop now, else the cause that it noted. */
export function heldText(cause: PauseCause, pause: Standing | null): string {
  if (pause === null) return t`${endedWords()[cause]}, and no longer: it goes on within five minutes`;
  return t`${causeText(pause)} (${pause.scope}, since ${jstText(pause.since)}, by ${pause.by})`;
}

export function heldUntilText(pause: Standing): string {
  switch (pause.cause) {
    case 'manual':
    case 'credentials':
      return whatToDo(pause);
    case 'outage':
    case 'maintenance':
      return pause.rampStep === undefined
        ? t`by itself, once the mall answers`
        : letsAllThrough(pause)
          ? t`by itself, within minutes: every shop goes on`
          : t`by itself, with one of the next steps`;
  }
}

const causeWords = (): Readonly<Record<Exclude<PauseCause, 'credentials'>, string>> => ({
  outage: t`the mall is down`,
  maintenance: t`the mall is in maintenance`,
  manual: t`a person paused it`,
});

/** The cause of a pause that is over, where only the cause is known. */
const endedWords = (): Readonly<Record<PauseCause, string>> => ({
  outage: t`the mall was down`,
  maintenance: t`the mall was in maintenance`,
  manual: t`a person had paused it`,
  credentials: t`the mall refused the shop’s key, it did not open, or a function was off`,
});

export function liftedBy(pause: Pause): string {
  switch (pause.cause) {
    case 'outage':
      return pause.rampStep === undefined
        ? t`Lifted by the probe as soon as the mall answers again.`
        : liftedWithLastStep();
    case 'maintenance':
      return pause.rampStep === undefined
        ? t`Lifted when the maintenance is over and the mall answers.`
        : liftedWithLastStep();
    case 'manual':
      return t`Only a person lifts it: ${resumeCommand(pause)}.`;
    case 'credentials':
      return keyLiftedText(pause);
  }
}

const liftedWithLastStep = (): string =>
  t`Lifted with the last step, some minutes after the first, while the mall goes on answering.`;

export function resumeCommand(
  held: { readonly capability?: Capability | undefined } & ({ readonly scope: string } | { readonly merchant: string }),
): string {
  const what =
    'merchant' in held ? `merchant ${held.merchant}` : `${held.scope.includes('#') ? 'shop' : 'mall'} ${held.scope}`;
  return `ops resume --${what}${held.capability === undefined ? '' : ` --capability ${held.capability}`}`;
}

/** What happens then, when nothing holds this work of these shops any more. */
export function goesOnThen(shops: readonly Shop[], capability: Capability | undefined): string {
  switch (capability) {
    case undefined:
    case 'import':
      if (shops.length === 0) return t`No shop is affected now.`;
      return shops.length === 1
        ? t`Then every order placed since ${earliestOf(shops)} is imported.`
        : t`Then every order is imported, from ${earliestOf(shops)} on where the furthest behind stands.`;
    case 'status':
      return t`Then the order statuses that wait are sent.`;
    case 'stock':
      return t`Then the stock levels that wait are sent.`;
  }
}

/** The same of shops that nothing holds from now on. */
export function goesOnNow(shops: readonly Shop[], capability: Capability | undefined): string {
  switch (capability) {
    case undefined:
    case 'import':
      return shops.length === 1
        ? t`Every order placed since ${earliestOf(shops)} is imported.`
        : t`Every order is imported, from ${earliestOf(shops)} on where the furthest behind stands.`;
    case 'status':
      return t`The order statuses that wait are sent.`;
    case 'stock':
      return t`The stock levels that wait are sent.`;
  }
}

const earliestOf = (shops: readonly Shop[]): string => jstText(Math.min(...shops.map(({ cursor }) => cursor)));

/** What holds shops, a line for each cause. */
export function causeLines(pauses: readonly Pause[], shops: readonly Shop[]): string[] {
  const causes = waysOf(pauses, shops);
  if (causes.length === 0) return [t`none`];
  return causes.map((ways, index) => {
    const parts = ways.map((way) => wayText(way, ways.length > 1 ? ': ' : t`; `));
    const [{ cause }] = ways as [CauseFacts];
    return `${causeWord(cause)}: ${parts.join(t`; `)}${index === causes.length - 1 ? ': ops pauses' : ''}`;
  });
}

function wayText({ malls, shops: count, ramp, all }: CauseFacts, mark: string): string {
  const shops = counted(count, 'shop');
  const held = malls.map(
    ({ mall, capabilities }) =>
      `${mall} ${capabilities === null ? t`everything` : enumerated(capabilities.map(capabilityWord))}`,
  );
  const whole = held.length === 0 ? '' : `${held.join(t` and `)}${mark}`;
  return `${whole}${all ? t`${shops} go on` : ramp ? t`${shops} let through step by step` : t`${shops} held`}`;
}

export function spansText({ length }: readonly SpanFacts[]): string {
  const count = counted(length, 'span');
  return length === 1
    ? t`${count} asked for by hand waits to be imported`
    : t`${count} asked for by hand wait to be imported`;
}

export const spanColumns = (): Column<SpanFacts>[] => [
  { title: label.waits(), of: ({ shop }) => ({ text: shop, to: ['shops', shop] }) },
  { title: t`placed from`, long: true, of: ({ from }) => timeText(from) },
  { title: label.to(), long: true, of: ({ to }) => timeText(to) },
  { title: t`asked for`, long: true, of: ({ at, by }) => t`${timeText(at)} by ${by}` },
];
