import { failuresForOps } from '../../../core/status/index.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import { commands, groups } from '../../../ops/commands.ts';
import type { Command } from '../../../ops/frame/command.ts';
import { placeOptions } from '../../../ops/frame/installation.ts';
import { programs } from '../../../ops/frame/programs.ts';
import { madeUp, scripts } from '../../../proving/drill/scripts.ts';

/**
 * Texts that stand in declarations, and are translated where they are printed, by where they stand: of commands (by name) and options, and
 * what core and the malls have for people's tools. The paragraphs of a help are translated as a whole or, where `has` does not know one,
 * line by line.
 */
export function declaredTexts(has: (text: string) => boolean): Map<string, string[]> {
  const desks = mallDesks.names.map((mall) => mallDesks.of(mall));
  const texts = new Map<string, string[]>([
    ...commands.map((command): [string, string[]] => [command.name, textsOf(command, has)]),
    ['every command', parametersOf(placeOptions)],
    ['days that are replayed', [...scripts, ...madeUp].map(({ title }) => title)],
    ['groups', [...Object.values(groups), ...programs.map(({ summary }) => summary)]],
    [
      'failures',
      Object.values(failuresForOps).flatMap(({ why, next, nextOf }) => [why, next, ...Object.values(nextOf ?? {})]),
    ],
    [
      'keys of malls',
      desks.flatMap(({ keyCare: { renewal, lookUp, switchAsked, untold = '', refused }, keyParts }) => [
        ...[renewal, lookUp, switchAsked, untold, refused],
        ...keyParts.map(({ wanted }) => wanted),
      ]),
    ],
  ]);
  return new Map([...texts].map(([of, all]) => [of, all.filter((text) => /[A-Za-z]/.test(text) && !isChoice(text))]));
}

/** `<csv|json>`: words that are typed. */
const isChoice = (text: string): boolean => /^<[^<> ]*\|[^<> ]*>$/.test(text);

function textsOf(
  { summary, help, examples, arguments: places, options }: Command,
  has: (text: string) => boolean,
): string[] {
  const paragraphs = help.split('\n\n').flatMap((one) => (has(one) ? [one] : one.split('\n')));
  // A line without two words of English is a list of names.
  const prose = paragraphs.filter((text) => has(text) || /[a-z]{2,} [a-z]/i.test(text));
  return [summary, ...prose, ...examples.map(([, what]) => what), ...parametersOf({ ...places, ...options })];
}

const parametersOf = (parameters: Command['options']): string[] =>
  Object.values(parameters).flatMap(({ takes, help }) => [help, ...(takes === null ? [] : [takes])]);
