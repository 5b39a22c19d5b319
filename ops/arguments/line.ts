import type { Command } from '../frame/command.ts';
import { optionName } from './read-arguments.ts';

/**
 * Rewrites `help push ship` and `push help ship` with `--help` at the end; without it where there is no such command, so that the
 * error is reported. Returns any other line unchanged.
 *
 * @param names of everything that can be called
 * @param groups names of groups of commands
 */
export function withHelpAsOption(
  argv: readonly string[],
  names: readonly string[],
  groups: readonly string[],
): readonly string[] {
  const place = argv.indexOf('help');
  if (place !== 0 && !(place > 0 && groups.includes(argv.slice(0, place).join(' ')))) return argv;
  const asked = [...argv.slice(0, place), ...argv.slice(place + 1)];
  const line = `${asked.join(' ')} `;
  const isThere = line === ' ' || groups.includes(line.trim()) || names.some((name) => line.startsWith(`${name} `));
  return isThere ? [...asked, '--help'] : asked;
}

/** A line, and the option that stands at its end without the value it takes. */
export interface OpenLine {
  readonly argv: readonly string[];
  /** By its name in the command's definition; null where every option has its value. */
  readonly valueless: string | null;
}

/** Removes such an option from the line: the parser would stop there and report no other mistake. */
export function withoutOpenOption(argv: readonly string[], options: Command['options']): OpenLine {
  const taking = new Map(
    Object.entries(options).flatMap(([name, { takes }]) => (takes === null ? [] : [[optionName(name), name]])),
  );
  for (let index = 0; index < argv.length && argv[index] !== '--'; index++) {
    const name = taking.get(argv[index] as string);
    if (name === undefined) continue;
    // What follows is its value, whatever it looks like: `--before -1h`.
    index++;
    if (index === argv.length) return { argv: argv.slice(0, -1), valueless: name };
  }
  return { argv, valueless: null };
}
