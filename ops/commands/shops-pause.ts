import { type Pausing, pauseByHand } from '../../core/pause/manual.ts';
import { jstText } from '../../core/units.ts';
import { flag, text } from '../arguments/parameter.ts';
import { type PauseScope, pauseScopeOptions, pauseScopes, problemsOfPauseScope } from '../arguments/pause-scopes.ts';
import { refuse } from '../arguments/shop-and-span.ts';
import { byOption, whoDoes } from '../arguments/who.ts';
import { defineCommand } from '../command.ts';
import { exit } from '../exit.ts';
import { tableLines } from '../terminal/table.ts';
import { wrapped } from '../terminal/width.ts';
import { importGoesOn } from '../words/pause.ts';
import { jstIso } from '../words/time.ts';

interface Done {
  readonly target: PauseScope;
  readonly pausing: Pausing;
}

/** `ops shops pause`: what a person wants held, one shop or very many. */
export const shopsPause = defineCommand({
  name: 'shops pause',
  summary: 'Pauses shops until a person resumes them',
  help: `The schedule leaves a paused shop alone from its next run on. Nothing is dropped:
its cursor stays, and on resume every order placed since is imported, from up to
RMS's 730 days back. An import by hand runs all the same. Pausing again renews
who says why; since when it is paused stays.`,
  examples: [
    ['shops pause --shop kado-no-mise --note "棚卸しのため"', 'one shop; several are separated by commas'],
    ['shops pause --merchant kado --note "移転作業" --by sakura', 'every shop of a merchant'],
    ['shops pause --mall rms --note "RMSの仕様変更を確認中"', 'every shop of a mall'],
  ],
  arguments: {},
  options: {
    ...pauseScopeOptions,
    note: text('<why>', 'why, for everybody who asks'),
    by: byOption('who pauses it'),
    json: flag('one line of JSON'),
  },
  problemsOf: problemsOfPauseScope,
  async run({ ports, terminal }, { note, by, json, ...given }) {
    const problems: string[] = [];
    const targets = await pauseScopes(ports, given, problems);
    if (problems.length > 0) return refuse('Nothing was paused', problems);
    const who = whoDoes(by);
    const done: Done[] = [];
    for (const target of targets) {
      done.push({ target, pausing: await pauseByHand(ports, target.scope, { by: who, note }) });
      terminal.progress(`paused: ${done.length} of ${targets.length}`);
    }
    if (json) terminal.printJson({ paused: done.map(doneJson) });
    else terminal.print(...tableLines(done, columns, terminal.width), '', ...resumeLines(done, given, terminal.width));
    return exit.ok;
  },
});

const columns = [
  { title: 'paused', of: ({ target }: Done) => target.scope },
  { title: 'shops', side: 'right' as const, of: ({ target }: Done) => String(target.shops.length) },
  { title: 'since', of: ({ pausing }: Done) => jstText(pausing.pause.since) },
  { title: 'by', of: ({ pausing }: Done) => pausing.pause.by },
  { title: '', flexible: true, of: ({ pausing }: Done) => beforeText(pausing) },
];

function beforeText(pausing: Pausing): string {
  switch (pausing.kind) {
    case 'paused':
      return '';
    case 'renewed':
      return `was paused by ${pausing.before.by}: ${pausing.before.note}`;
    case 'standing':
      return 'was paused already';
  }
}

function resumeLines(
  done: readonly Done[],
  given: { readonly shop?: string | undefined; readonly merchant?: string | undefined },
  width: number | null,
): string[] {
  const shops = done.flatMap(({ target }) => target.shops);
  const what =
    given.merchant !== undefined
      ? `--merchant ${given.merchant}`
      : given.shop !== undefined
        ? `--shop ${done.map(({ target }) => target.scope).join(',')}`
        : `--mall ${done[0]?.target.scope}`;
  const text = `Only a person lifts this: ops shops resume ${what}. ${importGoesOn(shops)}`;
  return wrapped(text, width ?? Number.POSITIVE_INFINITY);
}

function doneJson({ target, pausing }: Done): object {
  const { scope, since, by, note } = pausing.pause;
  return { scope, shops: target.shops.map(({ key }) => key), result: pausing.kind, since: jstIso(since), by, note };
}
