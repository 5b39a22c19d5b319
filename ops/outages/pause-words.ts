import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import {
  type Capability,
  defaultHealthSettings,
  holdingPause,
  mallOf,
  type Pause,
  type PauseCause,
  pauseId,
  pausesOf,
  type Shop,
  type ShopKey,
} from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { t, translated } from '../../language/language.ts';
import { cutLine, inARow } from '../../language/phrases.ts';
import { jstIso } from '../../views/plain.ts';
import { keyCauseText, keyLiftedText, keyRemedy } from '../keys/key-pause-words.ts';

/** Who or what lifts a pause, and what the shops do then. */
export function onResumeText(pause: Pause, shops: readonly Shop[]): string {
  if (letsAllThrough(pause))
    return t`Every shop goes on already. Lifted in some minutes, while the mall goes on answering.`;
  return inARow(liftedBy(pause), goesOnThen(concerned(pause, shops), pause.capability));
}

/** The shops a pause is about. */
export function concerned(pause: Pick<Pause, 'scope'>, shops: readonly Shop[]): Shop[] {
  return shops.filter((shop) => shop.key === pause.scope || shop.mall === pause.scope);
}

/** True when the pause still stands in its table but the shop has had another key since. */
export function isOutdated(pause: Pause, shops: readonly Shop[]): boolean {
  if (pause.cause !== 'credentials') return false;
  return concerned(pause, shops).every((shop) => shop.credential.version !== pause.credentialVersion);
}

/** What a person can do about a pause that refuses their work. */
export function whatToDo(pause: Pause): string {
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

function keyRemedyText(pause: Pause): string {
  const { say, run } = keyRemedy(pause);
  return `${say}: ${run.map((command) => `ops ${command}`).join(t`, or `)}`;
}

/** That a pause refuses work, why, and what to do. */
export function refusalLines(pause: Pause): string[] {
  const { scope, since, words, note } = pause;
  return [
    t`Refused: ${causeText(pause)} (${scope}, since ${jstText(since)}).`,
    `  ${translated(words ?? note)}`,
    `  ${whatToDo(pause)}`,
  ];
}

/** The cause of a pause in a word: in English the one that programs get. */
export function causeWord(cause: PauseCause): string {
  switch (cause) {
    case 'outage':
      return t`outage`;
    case 'maintenance':
      return t`maintenance`;
    case 'manual':
      return t`manual`;
    case 'credentials':
      return t`credentials`;
  }
}

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

/** True of an outage whose last step lets every shop through: it stands until the probes have confirmed the mall for some minutes. */
export function letsAllThrough({ rampStep = 0 }: Pick<Pause, 'rampStep'>): boolean {
  return rampStep >= defaultHealthSettings.ramp.length - 1;
}

/**
 * The pause that holds this work of a shop now, by what `pausesNow` gives; null when none does. Of several it is the one that the row
 * noted: a row that is held only knows what held it when it was last looked at, and neither which key nor which function.
 *
 * @param cause what the row noted
 */
export function pauseOver(
  shop: ShopKey,
  capability: Capability,
  pauses: readonly Pause[],
  cause: PauseCause,
): Pause | null {
  const holding = pauses.filter(
    (pause) =>
      (pause.scope === shop || pause.scope === mallOf(shop)) &&
      (pause.capability === undefined || pause.capability === capability),
  );
  return holding.find((pause) => pause.cause === cause) ?? holding[0] ?? null;
}

/** The pauses that hold the import of one of these shops now, each once. In the last step of a recovery none is held. */
export function importsHeldBy(pauses: readonly Pause[], shops: readonly Shop[], now: EpochMs): Pause[] {
  const standing = pauses.filter((pause) => !letsAllThrough(pause));
  return [...new Set(shops.flatMap((shop) => holdingPause(standing, shop, now) ?? []))];
}

const heldShown = 3;

/** What an order that is not here may mean while these pauses hold. */
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

/**
 * Why a row is held: which pause holds its shop now; where none does any more, what held it by the cause that it noted.
 *
 * @param pause what `pauseOver` gives
 */
export function heldText(cause: PauseCause, pause: Pause | null): string {
  if (pause === null) return t`${endedWords()[cause]}, and no longer: it goes on within five minutes`;
  return t`${causeText(pause)} (${pause.scope}, since ${jstText(pause.since)}, by ${pause.by})`;
}

/** What work that a pause holds waits for: a person, or the mall. */
export function heldUntilText(pause: Pause): string {
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

/** A pause for programs. */
export function pauseJson(pause: Pause): object {
  const { cause, since, by, code } = pause;
  return { pause: pauseId(pause), cause, since: jstIso(since), by, code: code ?? null };
}

/** The cause of a pause that stands, as the middle of a sentence. For `credentials`, see `keyCauseText`. */
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

/** Who or what lifts a pause. */
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

/** What lifts a pause that a person has set. */
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

/** The pauses that hold work of these shops now: none of a key, or of its function that is off, whose shop has had another key since. */
export async function pausesNow(
  { pauses, clock }: Pick<Ports, 'pauses' | 'clock'>,
  shops: readonly Shop[],
): Promise<Pause[]> {
  return pausesOf(await pauses.standing(), clock.now()).filter((pause) => !isOutdated(pause, shops));
}
