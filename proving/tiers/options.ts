import { type Tier, tiers } from './tiers.ts';

/** What `npm test` was asked for. */
export type TestOptions =
  | { readonly kind: 'run'; readonly isWanted: (tier: Tier) => boolean }
  | { readonly kind: 'help' | 'wrong'; readonly text: string };

const lineOf = ({ name, what }: Tier): string => `  ${name.padEnd(12)}${what}\n`;
const linesOf = (runs: Tier['runs']): string =>
  tiers
    .filter((tier) => tier.runs === runs)
    .map(lineOf)
    .join('');

const help = `npm test [-- --all | --rest | tier …]

Without more:
${linesOf('always')}
With --all these, too; with --rest these alone:
${linesOf('with --all')}`;

/** Reads the command line, and reports all its errors at once. */
export function readTestOptions(args: readonly string[]): TestOptions {
  if (args.includes('--help')) return { kind: 'help', text: help };
  const isFlag = (one: string): boolean => one === '--all' || one === '--rest';
  const flags = args.filter(isFlag);
  const names = args.filter((one) => !isFlag(one));
  const unknown = names.filter((name) => !tiers.some((tier) => tier.name === name));
  const problems = unknown.map((name) => `"${name}" is no tier of the tests.\n`);
  if (flags.length + (names.length > 0 ? 1 : 0) > 1)
    problems.push(`${args.join(' ')}: give --all, --rest or names of tiers, one of the three.\n`);
  if (problems.length > 0) return { kind: 'wrong', text: `${problems.join('')}\n${help}` };
  if (names.length > 0) return { kind: 'run', isWanted: ({ name }) => names.includes(name) };
  const [flag] = flags;
  if (flag === '--all') return { kind: 'run', isWanted: () => true };
  return { kind: 'run', isWanted: ({ runs }) => runs === (flag === '--rest' ? 'with --all' : 'always') };
}
