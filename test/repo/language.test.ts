import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { declaredTexts } from './language/declared-texts.ts';
import { textsIn } from './language/texts-in-sources.ts';

/** The tables of commands are a page of the documents, which is English. The scripts of shells are read by shells, and what shapes say by programs. */
const unspoken = /^(?:ops\/(?:frame\/command-tables|completion\/(?:bash|zsh|fish))|views\/shape)\.ts$/;
const spoken = (file: string): boolean => /^(?:language|views|ops|console)\//.test(file) && !unspoken.test(file);

/** Ids, and commands that are completed elsewhere. */
const notForPeople: readonly string[] = [
  'mall {0} {1}',
  'merchant {0}',
  'keys rotate --shop {0}',
  'shops verify --shop {0}',
  'shops key --shop {0}',
  'keys rotate',
  // In a help, which is translated as a whole.
  '{0} of {1}',
  'Columns of {0}:\n{1}',
  'new key',
  // A comment in a command.
  'sleep 60   # SQS keeps the names of deleted queues for so long',
  // No language is chosen yet.
  'OPS_LANG: got {0}, expected ja or en.',
];

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'language/ja');
const catalogues = readdirSync(folder).filter((file) => file.endsWith('.json'));
const textsOf = (file: string): Record<string, string> => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const japanese = new Map(catalogues.flatMap((file) => Object.entries(textsOf(file))));

const sources = globSync(
  ['language', 'views', 'ops', 'console', 'core', 'malls', 'aws', 'wiring', 'local/desk'].map(
    (room) => `${room}/**/*.ts`,
  ),
  { cwd: root },
);
const said = new Map(sources.map((file) => [file, textsIn(join(root, file))]));
const declared = declaredTexts((text) => japanese.has(text));
const wanted = new Set([...declared.values(), ...[...said.values()].map(({ keys }) => keys)].flat());
/** Templates of nothing but values and marks say the same in every language. */
const isWorded = (text: string): boolean => /[A-Za-z]{2,}/.test(text.replaceAll(/\{\d\}/g, ''));

describe('every text of the command line', () => {
  it('every text of the command line is in the catalogue of Japanese', () => {
    expect([...wanted].filter((text) => isWorded(text) && !japanese.has(text))).toEqual([]);
  });

  it('every text of the catalogue is still said', () => {
    expect([...japanese.keys()].filter((text) => !wanted.has(text))).toEqual([]);
  });

  it('every text stands in one catalogue only', () => {
    const all = catalogues.flatMap((file) => Object.keys(textsOf(file)));
    expect(all.filter((text, index) => all.indexOf(text) < index)).toEqual([]);
  });

  it('every text has the same values in Japanese', () => {
    const marks = (text: string): string[] => [...new Set(text.match(/\{\d\}/g) ?? [])].sort();
    const differing = [...japanese].filter(([english, text]) => String(marks(english)) !== String(marks(text)));
    expect(differing).toEqual([]);
  });

  it('every text can be translated: prose in ops stands in t`…`, in sentence`…` or in a declaration', () => {
    const prose = [...said].flatMap(([file, { untranslatable }]) =>
      spoken(file)
        ? untranslatable
            .filter((text) => !notForPeople.includes(text.replace(/^\d+: /, '')))
            .map((text) => `${file}:${text}`)
        : [],
    );
    expect(prose).toEqual([]);
  });

  it('every text uses the words of the glossary, and none that stands for another there', () => {
    const rows = [...readFileSync(join(folder, 'glossary.md'), 'utf8').matchAll(/^\| (\S+) \| .* \| (.*) \|$/gm)];
    expect(rows.length).toBeGreaterThan(20);
    const wrong = rows.flatMap(([, term, others = '']) =>
      others
        .split(', ')
        .flatMap((other) =>
          [...japanese.values()].flatMap((text) => (text.includes(other) ? [`${other} (${term}): ${text}`] : [])),
        ),
    );
    expect(wrong.filter((one) => !one.startsWith('not '))).toEqual([]);
  });

  it('every catalogue is loaded where Japanese is spoken: the module of catalogues names each', () => {
    const module = readFileSync(join(root, 'language/japanese.ts'), 'utf8');
    expect(catalogues.filter((file) => !module.includes(`'./ja/${basename(file)}'`))).toEqual([]);
  });
});

describe('a label of a noun', () => {
  const words = [...said.keys()].filter((file) => /^views\/\w+\/.*words\.ts$/.test(file));
  const label = /(?:title: |\[|field\(|^ +\w+: )t`([^`$]+)`,/gm;
  const labelsIn = (file: string): string[] =>
    [...readFileSync(join(root, file), 'utf8').matchAll(label)].map(([, text = '']) => text);

  it.each(words)('the label of a noun stands in %s alone', (file) => {
    const others = [...said].flatMap(([other, { keys }]) => (other !== file && spoken(other) ? keys : []));
    const elsewhere = new Set(others);
    expect(labelsIn(file).filter((text) => elsewhere.has(text))).toEqual([]);
  });

  it('labels of nouns are found: those of an order are', () => {
    expect(labelsIn('views/order/words.ts')).toEqual(expect.arrayContaining(['payment', 'last read', 'unit price']));
  });
});
