import { dayMs, type EpochMs, hourMs, jstText, minuteMs, Sentence, secondMs, sentence } from '../core/kernel/index.ts';
import { inOther, t } from './language.ts';

/** A moment for people, `2026-11-24 15:45:07`, or a word for one that is not there. */
export function jstTextOr(at: EpochMs | undefined | null, absent: string): string {
  return at === undefined || at === null ? absent : jstText(at);
}

/** The first minute on Japan's clocks by which a moment has come, `15:46`. */
export function clockTextBy(at: EpochMs): string {
  return jstText(Math.ceil(at / minuteMs) * minuteMs).slice(11, 16);
}

/** A length of time in its two largest units, `3 h 20 min`; below an hour in one. */
export function durationText(ms: number): string {
  const days = Math.floor(ms / dayMs);
  const hours = Math.floor((ms % dayMs) / hourMs);
  const minutes = Math.floor((ms % hourMs) / minuteMs);
  if (days > 0) return t`${days} d ${hours} h`;
  if (hours > 0) return t`${hours} h ${minutes} min`;
  if (minutes > 0) return t`${minutes} min`;
  return t`${Math.max(0, Math.floor(ms / secondMs))} s`;
}

/** A number with what it counts: `1 order`, `2 orders`; where numbers change no word, by the text for one. */
export function counted(count: number, what: string): string {
  return inOther(new Sentence(`{0} ${what}`, [count])) ?? `${count} ${what}${count === 1 ? '' : 's'}`;
}

/**
 * Says below a list that is cut what stands there: `51–100 of 265` where the number of all is known, else that there are more.
 *
 * @param of how many there are; null where only that there are more
 * @param after how many come before the first that is shown; where `of` is null, any number but 0 says that this is a later page
 */
export function cutText(shown: number, of: number | null, after = 0): string {
  if (of !== null) return t`${after + 1}–${after + shown} of ${of}`;
  return after === 0 ? t`The first ${shown}, there are more` : t`${shown} more, and there are others after them`;
}

/** The same as a line of a command, with the way to the rest: `1–50 of 265: --json has all`. */
export const cutLine = (shown: number, of: number | null, way: string, after = 0): string =>
  `${cutText(shown, of, after)}: ${way}`;

/** How many there are of what a word says: `3 taken back`. */
export function countOf(count: number, word: string): string {
  return inOther(sentence`(${count} of ${word})`) ?? `${count} ${word}`;
}

/** Some of what a word says, with what is to be said of them: `3 shops whose key the mall refuses`. */
export function countedThat(count: number, word: string, what: string): string {
  return inOther(sentence`(${what}: ${counted(count, word)})`) ?? `${counted(count, word)} ${what}`;
}

/** Words one after the other: `2 new, 1 changed`. */
export function enumerated(words: readonly string[]): string {
  return words.join(t`, `);
}

/** Sentences one after the other. */
export function inARow(...sentences: readonly string[]): string {
  return sentences.join(t` `);
}
