import type { Command } from './command.ts';
import { programs } from './programs.ts';

const [begin, end] = ['<!-- commands -->', '<!-- end of commands -->'];

/** The page with its tables of commands made anew from the commands themselves. Throws where it has no place for them. */
export function withCommandTables(
  page: string,
  commands: readonly Command[],
  groups: Readonly<Record<string, string>>,
): string {
  const [before, rest = ''] = page.split(begin);
  const after = rest.split(end)[1];
  if (after === undefined) throw new Error(`The page has no lines ${begin} and ${end} for its tables.`);
  return `${before}${begin}\n\n${tables(commands, groups)}\n\n${end}${after}`;
}

function tables(commands: readonly Command[], groups: Readonly<Record<string, string>>): string {
  const groupOf = ({ name }: Command): string => name.split(' ').slice(0, -1).join(' ');
  const inGroups = Map.groupBy(commands, groupOf);
  const own = [...inGroups].map(([group, inside]) => {
    const title = group === '' ? '### Of everything' : `### ops ${group}\n\n${groups[group]}.`;
    return `${title}\n\n| command | what it does | first |\n|---|---|---|\n${inside.map(row).join('\n')}`;
  });
  const started = programs.map(({ name, summary }) => `| \`ops ${name}\` | ${summary} |`).join('\n');
  return [...own, `### Programs\n\n| program | what it does |\n|---|---|\n${started}`].join('\n\n');
}

function row(command: Command): string {
  return `| \`ops ${command.name}\` | ${command.summary} | ${firstWord(command)} |`;
}

/** What stands between a person and a change that they did not mean. */
function firstWord({ options }: Command): string {
  const words = [
    ...('dryRun' in options ? ['`--dry-run`'] : []),
    ...('really' in options ? ['nothing without `--really`'] : []),
    ...('yes' in options ? ['asks'] : []),
  ];
  return words.join(', ');
}
