import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AlarmRow, alarmRows } from '../../lib/alarms.ts';
import { sourceOf } from '../../lib/constructs/metrics.ts';
import { parameterNames, readParameters } from '../../lib/parameters.ts';
import { templatesOf } from '../../proving/templates.ts';

const text = readFileSync(new URL('../../docs/reference/stack.md', import.meta.url), 'utf8');

/** The rows of the table under a heading, as their cells. */
function tableUnder(heading: string): string[][] {
  const [, section = ''] = text.split(`\n## ${heading}\n`);
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
}

const quoted = (value: string) => `\`${value}\``;

describe('docs/reference/stack.md', () => {
  it('docs/reference/stack.md has every parameter, in order, with its standard value', () => {
    const { sites, ...rest } = readParameters({});
    const standards: Readonly<Record<string, unknown>> = { ...rest, ...sites };
    const wordOf = (name: string) => {
      const standard = standards[name];
      if (standard === null) return name.endsWith('Table') || name === 'existingKey' ? 'own' : 'none';
      return quoted(String(standard));
    };
    const rows = tableUnder('Parameters').map(([name, standard]) => [name, standard]);
    expect(rows).toEqual(parameterNames.map((name) => [quoted(name), wordOf(name)]));
  });

  it('docs/reference/stack.md has every output, at the stack that it is of', () => {
    const { data, tsunagi } = templatesOf({
      sender: 'info@example.jp',
      mailFromName: '角田システム',
      fixedAddresses: '2',
      webhookParameter: '/tsunagi/prod/webhook',
      malls: 'amazon,rms,shopify,yahoo',
      api: 'true',
    });
    const outputs = Object.entries({ data, tsunagi }).flatMap(([stack, template]) =>
      Object.keys(template.findOutputs('*'))
        .filter((name) => !name.startsWith('Exports'))
        .map((name) => `${quoted(name)} of ${stack}`),
    );
    const rows = tableUnder('Outputs').flatMap(([name, stack]) =>
      (stack === 'both' ? ['data', 'tsunagi'] : [stack]).map((each) => `${name} of ${each}`),
    );
    expect(rows.sort()).toEqual(outputs.sort());
  });

  it('docs/reference/stack.md has every alarm, with its severity and what it is for', () => {
    const forEach = {
      function: 'function',
      'scheduled-function': 'function of a schedule',
      'failed-queue': 'failed queue',
      'work-queue': 'queue of a function',
      'dead-letters': 'queue of a function',
      'rejected-queue': 'stage',
      'schedule-group': 'stage',
      'mail-rule': 'stage with a `sender`',
      'data-rule': 'stage',
      'schedules-of-shards': 'stage with several `shards`',
      'every-function': 'account',
      'silent-function': 'function of a schedule but health-probe',
      rule: 'rule',
    };
    const whose = ({ metric }: AlarmRow): string => {
      if (metric.of !== 'figure') return forEach[metric.of];
      if (metric.name === 'OwnNetworkBroken') return 'stage with a `referenceUrl`';
      if (metric.name === 'ApiVersionEnding') return 'mall that ends versions (Shopify)';
      const { from, ofEach } = sourceOf(metric.name);
      if (from === 'notify-merchants') return 'stage with a `sender`';
      return ofEach === 'mall' ? 'mall' : 'stage';
    };
    const rows = tableUnder('Alarms').map(([id, severity, each]) => [id, severity, each]);
    expect(rows).toEqual(alarmRows.map((row) => [quoted(row.id), row.severity, whose(row)]));
  });

  it('docs/reference/stack.md says of each alarm that has to last how long', () => {
    const tells = Object.fromEntries(
      tableUnder('Alarms').map(([id = '', , , when = '']) => [id.replaceAll('`', ''), when]),
    );
    for (const { id, lasts } of alarmRows) {
      if (lasts.outOf === 1) continue;
      const minutes = lasts.periodMinutes;
      const words =
        lasts.bad < lasts.outOf
          ? `${lasts.bad} of ${lasts.outOf} periods of ${minutes === 1 ? 'a minute' : minutes === 60 ? 'an hour' : `${minutes} minutes`}`
          : `${lasts.outOf * minutes} minutes`;
      expect(tells[id], id).toContain(words);
    }
  });
});
