import { expect, it } from 'vitest';
import { commands, groups } from '../../ops/commands.ts';
import { programNames } from '../../ops/frame/programs.ts';
import { projectFiles, textOf } from '../../proving/layout/sources.ts';
import { shellWords } from '../unit/ops/shell-words.ts';
import { problemsOfWords } from '../unit/ops/understood.ts';
import { documents } from './documents.ts';
import { stringsIn } from './language/strings-in-sources.ts';

/** A command of ours as somebody reads it. */
interface Printed {
  /** File and line, where that is known. */
  readonly place: string;
  /** Everything after `ops`. */
  readonly line: string;
}

const names = commands.map(({ name }) => name);
const known = [...names, ...programNames, ...Object.keys(groups)].sort((one, other) => other.length - one.length);
const optionsOf = new Map(commands.map(({ name, options }) => [name, options]));

/** How a command begins: by the path of its program, or through npm. */
const called = String.raw`(?:npm run (?:--silent )?ops -- |npx ops |(?<![\w/.#\-])ops )`;

/** What a person would put in for a placeholder; the first that leaves the fewest problems is taken. */
const stand = [
  ...[
    '1',
    'kado',
    'rms#kado',
    '370001-20261124-0203456789',
    'tomorrow',
    '2026-11-24',
    '-1h',
    'rms',
    'work',
    'redrive',
    'shop',
  ],
  ...[
    'memo',
    'on',
    'kado@example.jp',
    '--ship-within 3',
    'x.csv',
    'csv',
    'import',
    'out-of-stock',
    'a=1',
    '--all',
    '--shop rms#kado',
    '--yes',
    '',
  ],
];

const placeholder = /\{\d+\}|<[^<>\s][^<>]*>|"…"|…|\$[A-Za-z_]+/;

/** Takes a line as the program does, with something in the place of each placeholder. Gives back what the program would say is wrong. */
async function problemsOf(line: string): Promise<readonly string[]> {
  const gaps = [...line.matchAll(new RegExp(placeholder, 'g'))].map(([gap]) => gap);
  let filled = gaps.reduce((text, gap, index) => text.replace(gap, `⟦${index}⟧`), line);
  const withRest = (text: string): string => text.replaceAll(/⟦\d+⟧/g, '1');
  for (const [index] of gaps.entries()) {
    let fewest = Number.POSITIVE_INFINITY;
    let best = filled;
    for (const one of stand) {
      const next = filled.replace(`⟦${index}⟧`, one);
      const { length } = await problemsOfWords(shellWords(withRest(next)));
      // Nothing in its place is right where it makes the line right, and shifts the words otherwise.
      if (length < fewest && (one !== '' || length === 0)) [fewest, best] = [length, next];
      if (length === 0) break;
    }
    filled = best;
  }
  return problemsOfWords(shellWords(filled));
}

/** The commands in a text that is typed as it stands: the line ends with the line, a pipe or a comment. */
function typedIn(text: string): string[] {
  const lines = text.replaceAll(/\\\n\s*/g, ' ').split('\n');
  return lines.flatMap((line) =>
    [...line.matchAll(new RegExp(`${called}([a-z][^\\n]*)`, 'g'))].map(([, rest = '']) =>
      rest.replace(/ +(?:[|;>]|&&|2>|# |< ).*$/, '').trim(),
    ),
  );
}

/** The commands in prose: what follows a name as long as it can belong to it. */
function namedIn(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => !isUsage.test(paragraph))
    .flatMap((paragraph) => namedInParagraph(paragraph.replaceAll(/\s*\n\s*/g, ' ')));
}

/** The head of a help: what may stand there, and not what a line has. */
const isUsage = /\[(?:options|オプション)\]/;

function namedInParagraph(joined: string): string[] {
  return [...joined.matchAll(new RegExp(`${called}(?=[a-z])`, 'g'))].flatMap(({ index, 0: start }) => {
    const rest = joined.slice(index + start.length);
    const name = known.find((one) => new RegExp(`^${one}(?![\\w-])`).test(rest));
    if (name === undefined) return [/^[a-z-]+(?: [a-z-]+)?/.exec(rest)?.[0] ?? ''];
    return [`${name}${argumentsIn(rest.slice(name.length), optionsOf.get(name) ?? {})}`];
  });
}

function argumentsIn(rest: string, options: Readonly<Record<string, { readonly takes: string | null }>>): string {
  const takes = (option: string): boolean => {
    const name = option.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return options[name]?.takes !== null;
  };
  let taken = '';
  let isValue = false;
  for (const [whole, word = ''] of rest.matchAll(/\s+("[^"]*"|<[^<>]*>|[^\s、。)」()]+)/gy)) {
    const bare = word.replace(/[.,:;]+$/, '');
    const isArgument = isValue || /^(?:--?[a-z]|<|\{|"|…)/.test(bare) || /^[\w#-]*\d[\w#-]*$/.test(bare);
    if (!isArgument || bare === '') break;
    taken += ` ${bare}`;
    isValue = bare.startsWith('--') && !bare.includes('=') && takes(bare);
    if (bare !== word || whole.includes(')')) break;
  }
  return taken;
}

/** A name alone tells which command is meant, and one with the name of an option which option; neither is a line to type. */
const isName = (line: string): boolean => known.includes(line) || /^--?[a-z]+$/.test(line);

/** The people are called so, too. */
const areOfPeople = ['act', 'on', 'to'];

/** What programs of their own take is theirs to know. */
const isProgram = (line: string): boolean => programNames.some((name) => line.split(' ')[0] === name);

const inSources = (): Printed[] =>
  projectFiles()
    .filter((path) =>
      /^(?:language|views|ops|console|core|malls|functions|lib|local|wiring|aws|bin)\/.*\.ts$/.test(path),
    )
    .flatMap((path) =>
      stringsIn(textOf(path)).flatMap(({ line, text, call }) => {
        const place = `${path}:${line}`;
        // The record of a deed names it without its note, which may be about a buyer.
        if (call === 'set') return [];
        if (call === 'ops' || call === 'opsCommand') return [{ place, line: text }];
        return namedIn(text).map((one) => ({ place, line: one }));
      }),
    );

const inCatalogues = (): Printed[] =>
  projectFiles()
    .filter((path) => /^language\/ja\/.*\.json$/.test(path))
    .flatMap((path) =>
      Object.values(JSON.parse(textOf(path)) as Record<string, string>).flatMap((text) =>
        namedIn(text).map((line) => ({ place: `${path}: ${text.slice(0, 60)}`, line })),
      ),
    );

/** Without the lines that are typed there: some are typed wrongly. */
const inScreens = (): Printed[] =>
  projectFiles()
    .filter((path) => /^test\/unit\/ops\/screens(?:-ja)?\//.test(path))
    .flatMap((path) =>
      textOf(path)
        // A paragraph may break after an option.
        .replaceAll(/(ops [^\n]*--[a-z-]+)\n */g, '$1 ')
        .split('\n')
        .filter((line) => !line.startsWith('$ '))
        .flatMap((line) => namedIn(line).map((one) => ({ place: path, line: one }))),
    );

/** Without the history: what is named there may have gone since. */
const inDocuments = (): Printed[] =>
  documents()
    .filter(({ path }) => path !== 'CHANGELOG.md')
    .flatMap(({ path, codeSpans, snippets }) => {
      const blocks = snippets.filter(({ language }) => language === '' || language === 'sh').map(({ code }) => code);
      const spans = codeSpans.filter((span) => !isOption(span));
      return [...spans, ...blocks].flatMap((text) => typedIn(text).map((line) => ({ place: path, line })));
    });

/** `ops push ship --file`: an option by its name and its command's. */
const isOption = (span: string): boolean => /^(?:npx |npm run )?ops (?:-- )?[a-z -]* --[a-z-]+$/.test(span);

async function wrongOf(printed: readonly Printed[]): Promise<string[]> {
  const places = Map.groupBy(printed, ({ line }) => line);
  const wrong: string[] = [];
  for (const [line, at] of places) {
    if (isName(line) || isProgram(line) || areOfPeople.includes(line.split(' ')[0] ?? '')) continue;
    const problems = await problemsOf(line);
    if (problems.length > 0)
      wrong.push(`${at.map(({ place }) => place).join(', ')}: ops ${line}: ${problems.join(' ')}`);
  }
  return wrong;
}

it.each([
  ['sources', inSources],
  ['catalogues', inCatalogues],
  ['screens', inScreens],
  ['documents', inDocuments],
])('every command that the %s print runs as it is printed', async (_, collect) => {
  const printed = collect();
  expect(printed.length).toBeGreaterThan(50);
  expect(await wrongOf(printed)).toEqual([]);
});
