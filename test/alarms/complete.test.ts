import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { measuredLines } from '../../core/kernel/metrics.ts';
import { alarmRows, alarmRowsOf } from '../../lib/alarms.ts';
import { commands } from '../../ops/commands.ts';
import { scenarios } from './scenarios/all.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const fileOf = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const ids = alarmRows.map(({ id }) => id);
/** What `minimal` has besides; what else it has stands in for alarms of `full`, on their pages. */
const ofMinimal = alarmRowsOf('minimal').filter(({ id }) => !ids.includes(id));
const everyId = [...ids, ...ofMinimal.map(({ id }) => id)];
const pages = readdirSync(`${root}docs/runbook`).filter((name) => name !== 'README.md');
const { scripts } = JSON.parse(fileOf('package.json')) as { scripts: Readonly<Record<string, string>> };
const names = commands.map(({ name }) => name);

/** The source of what may write a line, without its tests. */
const sources = ['core', 'functions', 'wiring'].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('measured-lines.ts'))
    .map((path) => fileOf(`${folder}/${path}`)),
);

describe('the table of alarms', () => {
  it('every alarm of the table has a scenario, and nothing else has one', () => {
    expect(Object.keys(scenarios).sort()).toEqual([...ids].sort());
  });

  it('every alarm has a page of the runbook, named in its index, and nothing else has one', () => {
    expect(pages.sort()).toEqual(everyId.map((id) => `${id}.md`).sort());
    const index = fileOf('docs/runbook/README.md');
    for (const { id, severity, who } of [...alarmRows, ...ofMinimal]) {
      expect(index).toContain(`| [${id}](${id}.md) |`);
      expect(fileOf(`docs/runbook/${id}.md`)).toContain(`\n*${severity}*, ${who}. Goes off when `);
    }
  });

  it.each(Object.entries(measuredLines))('the figures of %s are written by one source', (event, { figures }) => {
    const writers = sources.filter((source) => source.includes(`measured('${event}', {`));
    expect(writers).toHaveLength(1);
    for (const figure of Object.keys(figures)) expect(writers[0]).toMatch(new RegExp(`\\b${figure}\\b`));
  });
});

describe('a page of the runbook', () => {
  it.each(everyId)(
    'says what it means, what to look at, what to run and when it is over, by commands that exist: %s',
    (id) => {
      const text = fileOf(`docs/runbook/${id}.md`);
      expect(text.match(/^#+ .+$/gm)).toEqual([
        `# ${id}`,
        '## What it means',
        '## What to look at',
        '## What to run',
        '## When it is over',
      ]);
      const typed = [...text.matchAll(/npm run ([\w:-]+)(?: -- ([a-z -]+))?/g)];
      for (const [whole, script = '', words = ''] of typed) {
        expect(Object.keys(scripts), whole).toContain(script);
        if (script !== 'ops') continue;
        const command =
          words
            .trim()
            .split(/\s+(?=--)/)[0]
            ?.trim() ?? '';
        expect(
          names.some((name) => command === name || command.startsWith(`${name} `)),
          whole,
        ).toBe(true);
      }
    },
  );
});
