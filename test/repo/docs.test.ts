import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mapLimited } from '../../core/kernel/concurrency.ts';
import { openedMailAfterText } from '../../core/model/health-settings.ts';
import { programNames } from '../../ops/frame/programs.ts';
import { projectFiles, sourceFiles, textOf } from '../../proving/layout/sources.ts';
import { openWorld } from '../unit/ops/world.ts';
import { anchorOf, type Document, documents, readDocument } from './documents.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const docs = documents();
const files = projectFiles();
const folders = new Set(files.flatMap(foldersOf));

/** Places that recipes name before there is anything in them. Remove a place from this list when it is made. */
const notYet: readonly string[] = [];

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function exists(path: string): boolean {
  return files.includes(path) || folders.has(path);
}

const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Readonly<Record<string, string>> };

/** Programs asked for their help at once. */
const helpsAtOnce = 3;

/** What a script prints when asked for help. Every script that takes flags is one file run by Node; the many commands of `ops` are asked here. */
async function helpOf(script: string, words: readonly string[]): Promise<string> {
  if (script === 'ops' && !programNames.some((name) => name === words[0])) {
    const { out, err } = await openWorld().ops([...words.filter((word) => word !== ''), '--help']);
    return out + err;
  }
  const file = /^node (\S+)$/.exec(scripts[script] ?? '')?.[1];
  if (file === undefined)
    throw new Error(`npm run ${script} is no file run by Node: the documents should give it no flags.`);
  const args = [file, ...words.filter((word) => word !== ''), '--help'];
  // Some say what they know of and end with an error, because a word is an example.
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
}

/** The flags in the first column of the table whose first column has this head. */
function flagsInTable(path: string, head: string): string[] {
  const [, table = ''] = textOf(path).split(`| ${head} |`);
  const rows = (table.split('\n\n')[0] ?? '').split('\n');
  return rows.flatMap((row) => (row.split(' | ')[0] ?? '').match(/(?<=`)--[a-z-]+/g) ?? []);
}

/** Everything wrong with a document's links: files, folders and anchors that are not there. */
function brokenLinks(doc: Document, all: readonly Document[]): string[] {
  return doc.links.flatMap((link) => {
    if (/^https?:/.test(link)) return [];
    const [target = '', anchor] = link.split('#');
    const path = target === '' ? doc.path : posix.join(posix.dirname(doc.path), target);
    if (!exists(path) && !all.some((other) => other.path === path))
      return [`${doc.path} links ${link}, and there is no ${path}.`];
    if (anchor === undefined) return [];
    const anchors = all.find((other) => other.path === path)?.headings.map(({ text }) => anchorOf(text));
    return anchors?.includes(anchor) ? [] : [`${doc.path} links ${link}, and ${path} has no heading #${anchor}.`];
  });
}

/** Paths between backticks that name nothing. A part in angle brackets or a star stands for any name. */
function namelessPaths(doc: Document): string[] {
  const tops = new Set([...folders].filter((folder) => !folder.includes('/')));
  const paths = doc.codeSpans
    .filter((span) => /^[\w.-]+(\/[\w.<>*-]*)+$/.test(span) && tops.has(span.slice(0, span.indexOf('/'))))
    .map((span) => span.replace(/\/$/, ''));
  return paths.filter((path) => !notYet.includes(path) && !matches(path)).map((path) => `${doc.path} names ${path}.`);
}

/** The comments of a source, as a document. */
function commentsIn(path: string, text: string): Document {
  const lines = text.split('\n').flatMap((line) => line.match(/^\s*(?:\/\*\*?|\*|\/\/)(.*)/)?.[1] ?? []);
  return readDocument(path, lines.join('\n'));
}

/** Finds files that a comment names and no folder has. Comments may name them without their folder. */
function namelessFiles({ path, codeSpans }: Document): string[] {
  const names = codeSpans.filter((span) => /^[\w-][\w./-]*\.(ts|md)$/.test(span) && !span.endsWith('.d.ts'));
  return names
    .filter((name) => ![...files].some((file) => file === name || file.endsWith(`/${name}`)))
    .map((name) => `${path} names ${name}.`);
}

function matches(path: string): boolean {
  if (!/[<*]/.test(path)) return exists(path);
  const words = path.split(/<[^>]*>|\*/).map((word) => word.replace(/[.+^$(){}|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${words.join('[^/]+')}$`);
  return [...files, ...folders].some((file) => pattern.test(file));
}

/** A script that a document tells people to run: `npm run ops -- shops add --mall rms`. */
interface Typed {
  readonly script: string;
  /** The command of a script that has several: `['shops', 'add']`. */
  readonly words: readonly string[];
  readonly flags: readonly string[];
}

/** What a document has people type, between backticks and in its blocks. */
function typedIn(doc: Document): Typed[] {
  const npmOwn = ['audit', 'ci', 'install', 'link', 'pack', 'view'];
  const typed = [...doc.codeSpans, ...doc.snippets.map(({ code }) => code)].flatMap((text) => [
    ...text.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)((?: -- [^\n]*)?)/g),
  ]);
  return typed
    .map(([, script = '', rest = '']) => ({
      script,
      words: script === 'ops' ? (/^ -- ((?:[a-z][a-z-]* ?)*)/.exec(rest)?.[1] ?? '').trim().split(' ') : [],
      flags: rest.match(/(?<= )--?[a-z][\w-]*/g) ?? [],
    }))
    .filter(({ script }) => !npmOwn.includes(script));
}

describe('every document', () => {
  it('every document is found', () => {
    expect(docs.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['README.md', 'README.ja.md', 'docs/ARCHITECTURE.md', 'docs/malls/rms.md']),
    );
  });

  it('every document has one title, at its beginning', () => {
    for (const { path, text, headings } of docs) {
      expect(headings.filter(({ level }) => level === 1).length, path).toBe(1);
      expect(text.startsWith('# '), `${path} begins with its title`).toBe(true);
    }
  });

  it('every document links what is there', () => {
    expect(docs.flatMap((doc) => brokenLinks(doc, docs))).toEqual([]);
  });

  it('every document names files and folders that are there', () => {
    expect(docs.flatMap(namelessPaths)).toEqual([]);
  });

  it('comments of sources name only files that are there', () => {
    const comments = sourceFiles().map((path) => commentsIn(path, textOf(path)));
    expect(comments.length).toBeGreaterThan(1_000);
    expect(comments.flatMap((one) => [...namelessPaths(one), ...namelessFiles(one)])).toEqual([]);
  });

  it('every document names only scripts of package.json', () => {
    const unknown = docs.flatMap((doc) =>
      typedIn(doc)
        .filter(({ script }) => !Object.hasOwn(scripts, script))
        .map(({ script }) => `${doc.path} names npm run ${script}.`),
    );
    expect(unknown).toEqual([]);
  });

  it('every document gives scripts only flags that their help knows', async () => {
    const typed = docs.flatMap((doc) => typedIn(doc).map((one) => ({ ...one, path: doc.path })));
    const flagsOfStart = flagsInTable('docs/start/one-machine.md', 'flag of `npm start --`');
    expect(flagsOfStart.length).toBeGreaterThan(0);
    typed.push({ path: 'docs/start/one-machine.md', script: 'start', words: [], flags: flagsOfStart });
    const known = typed.filter(({ script, flags }) => flags.length > 0 && Object.hasOwn(scripts, script));
    const commands = new Map(known.map((one) => [[one.script, ...one.words].join(' '), one]));
    const said = await mapLimited([...commands], helpsAtOnce, ([, { script, words }]) => helpOf(script, words));
    const helps = new Map([...commands.keys()].map((command, index) => [command, said[index] ?? '']));
    const unknown = known.flatMap(({ path, script, words, flags }) => {
      const command = [script, ...words].join(' ');
      const help = helps.get(command) ?? '';
      return flags
        .filter((flag) => !new RegExp(`(^|[\\s,])${flag}\\b`).test(help))
        .map((flag) => `${path} gives npm run ${command} the flag ${flag}.`);
    });
    expect(unknown).toEqual([]);
  });

  it('TypeScript in documents compiles, apart from names that are left to the reader', async () => {
    const snippets = docs.flatMap(({ path, snippets }) =>
      snippets.filter(({ language }) => language === 'ts').map(({ code }) => ({ path, code })),
    );
    expect(snippets.length).toBeGreaterThan(0);
    expect(await compilerComplaints(snippets)).toEqual([]);
  });
});

describe('the documents as a whole', () => {
  it('documents name no place as missing that is there', () => {
    expect(notYet.filter(matches), 'take these off the list in this test').toEqual([]);
  });

  it('all documents can be reached from the README by links', () => {
    const reached = new Set(['README.md']);
    for (const path of reached) {
      for (const link of docs.find((doc) => doc.path === path)?.links ?? []) {
        if (!/^https?:|^#/.test(link)) reached.add(posix.join(posix.dirname(path), link.split('#')[0] as string));
      }
    }
    const own = docs.map(({ path }) => path).filter((path) => !path.startsWith('test/'));
    expect(own.filter((path) => !reached.has(path))).toEqual([]);
  });
});

describe('the minutes until merchants get the opened mail', () => {
  const [minutes = ''] = openedMailAfterText.split(' ');

  it.each([
    [
      'docs/concepts/outages.md',
      `\n| ${minutes} | If the outage still lasts, every affected merchant gets the opened mail`,
    ],
    ['docs/concepts/outages.md', `\n| outage-opened | ${openedMailAfterText} after the first failure`],
    ['docs/runbook/mall-down.md', `Merchants get a mail after ${openedMailAfterText}`],
  ])('the minutes until merchants get the opened mail are those of the settings in %s', (path, text) => {
    expect(textOf(path)).toContain(text);
  });
});

describe('the READMEs', () => {
  it.each(['README.md', 'README.ja.md'])(
    'the README %s sets up a fresh machine with two commands and no more',
    (path) => {
      const blocks = docs.find((doc) => doc.path === path)?.snippets.filter(({ language }) => language === 'sh') ?? [];
      expect(blocks.flatMap(({ code }) => code.trim().split('\n'))).toEqual([
        'npm ci && npm start',
        'npm ci && npm test',
      ]);
    },
  );
});

describe('the decisions', () => {
  const decisions = docs.filter(({ path }) => path.startsWith('docs/decisions/'));

  it('decisions are numbered without a gap, and each is on the list in ARCHITECTURE.md', () => {
    const numbers = decisions.map(({ path }) => /^docs\/decisions\/(\d{4})-[a-z-]+\.md$/.exec(path)?.[1]);
    expect(numbers).toEqual(decisions.map((_, index) => String(index + 1).padStart(4, '0')));
    const listed = docs.find(({ path }) => path === 'docs/ARCHITECTURE.md')?.links ?? [];
    for (const { path } of decisions) expect(listed).toContain(posix.relative('docs', path));
  });

  it('decisions say context, decision and consequences, on less than a page', () => {
    for (const { path, text, headings } of decisions) {
      expect(headings.map((heading) => heading.text).slice(1), path).toEqual(['Context', 'Decision', 'Consequences']);
      expect(headings[0]?.text, path).toMatch(
        new RegExp(`^${path.slice('docs/decisions/'.length, 'docs/decisions/0000'.length)} `),
      );
      expect(text.split('\n').length, path).toBeLessThanOrEqual(60);
    }
  });
});

describe('these tests', () => {
  const doc = readDocument(
    'docs/page.md',
    '# A title\n\n## Two *words*, 二語!\n\n[a](#two-words-二語) [b](#three) [c](none.md)\n',
  );

  it('the checks of documents know a link that leads nowhere', () => {
    expect(brokenLinks(doc, [doc])).toEqual([
      'docs/page.md links #three, and docs/page.md has no heading #three.',
      'docs/page.md links none.md, and there is no docs/none.md.',
    ]);
  });

  it('the checks of documents know a path that names nothing, and one that stands for any name', () => {
    const paths = readDocument(
      'a.md',
      '`core/none.ts` `functions/<name>/handler.ts` `core/kernel/time.ts` `none/of/ours.ts` `malls/*/none.ts`',
    );
    expect(namelessPaths(paths)).toEqual(['a.md names core/none.ts.', 'a.md names malls/*/none.ts.']);
  });

  it('the checks of documents know a comment that names no file', () => {
    const comments = commentsIn(
      'core/a.ts',
      "/** See `none.ts`, `docs.test.ts`. */\nconst path = '`gone.ts`';\n// `core/gone.ts`\n",
    );
    expect(namelessFiles(comments)).toEqual(['core/a.ts names none.ts.', 'core/a.ts names core/gone.ts.']);
  });

  it('the checks of documents know a snippet that does not compile', async () => {
    const code = "import { minuteMs } from '../core/kernel/time.ts';\nminuteMs.toFixed('2');\nnotDeclared();\n";
    const complaints = await compilerComplaints([{ path: 'docs/page.md', code }]);
    expect(complaints).toEqual([expect.stringMatching(/docs\/page\.md.*TS2345/)]);
  });
});

/** Cannot find a name: the snippet takes it for granted. */
const namesLeftToTheReader = /error TS(2304|2552|18004):/;

/** What the compiler says of snippets, each as if it were a file beside its document. */
async function compilerComplaints(snippets: readonly { path: string; code: string }[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-docs-'));
  try {
    const paths = snippets.map(({ path, code }, index) => {
      const file = `${path}.${index}.ts`;
      mkdirSync(join(folder, posix.dirname(file)), { recursive: true });
      const beside = (specifier: string): string => join(root, posix.dirname(path), specifier);
      writeFileSync(
        join(folder, file),
        code.replace(/'(\.\.?\/[^']+)'/g, (_, to: string) => `'${beside(to)}'`),
      );
      return file;
    });
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { noUnusedLocals: false, typeRoots: [join(root, 'node_modules/@types')] },
      include: [],
      files: paths,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const said = await promisify(execFile)(join(root, 'node_modules/.bin/tsc'), ['-p', '.', '--pretty', 'false'], {
      cwd: folder,
    }).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? String(error) }));
    return said.stdout.split('\n').filter((line) => line.trim() !== '' && !namesLeftToTheReader.test(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
