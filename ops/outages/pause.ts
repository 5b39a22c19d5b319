import { jstText } from '../../core/kernel/index.ts';
import { capabilities } from '../../core/model/index.ts';
import { type Pausing, pauseByHand } from '../../core/outage/index.ts';
import { inARow, t } from '../../language/index.ts';
import { goesOnThen, resumeCommand } from '../../views/pause/index.ts';
import { jstIso } from '../../views/plain.ts';
import { orRefuse } from '../arguments/meant.ts';
import { byOption, choice, flag, optional, text, whoDoes } from '../arguments/parameter.ts';
import { type Command, defineCommand, exit } from '../frame/command.ts';
import { type Block, flexible, paragraph, tableOf } from '../terminal/index.ts';
import { type PauseScope, pauseScopeOptions, pauseScopes, problemsOfPauseScope, tellScopes } from './pause-scopes.ts';

export const pause = pauseCommand('pause', [
  ['pause --mall rms --note "RMSの仕様変更を確認中"', 'everything at a mall'],
  ['pause --mall rms --capability stock --note "在庫APIを確認中"', 'only what goes out to the stock API'],
  ['pause --shop kado-no-mise --note "棚卸しのため"', 'one shop; several are separated by commas'],
]);

interface Done {
  readonly target: PauseScope;
  readonly pausing: Pausing;
}

function pauseCommand(name: 'pause' | 'shops pause', examples: Command['examples']): Command {
  return defineCommand({
    name,
    summary: 'Pauses shops until a person resumes them',
    help: `The schedule leaves a paused shop alone from its next run on. Nothing is dropped:
its cursor stays, and on resume every order placed since is imported, from up to
RMS's 730 days back. An import by hand runs all the same. Pausing again renews
who says why; since when it is paused stays.`,
    examples,
    options: {
      ...pauseScopeOptions,
      capability: optional(choice(capabilities, 'only this kind of work; everything when left out')),
      note: text('<why>', 'why, for everybody who asks'),
      by: byOption('who pauses it'),
      dryRun: flag('tell what would be paused, change nothing'),
    },
    problemsOf: problemsOfPauseScope,
    async run({ ports, terminal }, { note, by, dryRun, json, capability, ...given }) {
      const targets = await orRefuse(t`Nothing was paused`, (problems) => pauseScopes(ports, given, problems));
      if (dryRun) return tellScopes(terminal, { targets, json, verb: 'pause' });
      const who = whoDoes(by);
      const done: Done[] = [];
      for (const target of targets) {
        const held = { scope: target.scope, ...(capability === undefined ? {} : { capability }) };
        done.push({ target, pausing: await pauseByHand(ports, held, { by: who, note }) });
        terminal.progress(t`paused: ${done.length} of ${targets.length}`);
      }
      if (json) terminal.printJson({ paused: done.map(doneJson) });
      else
        terminal.print(
          ...tableOf(done, ({ target, pausing }) => ({
            paused: target.scope,
            shops: target.shops.length,
            since: jstText(pausing.pause.since),
            by: pausing.pause.by,
            '': flexible(beforeText(pausing)),
          })),
          '',
          ...resumeLines(done, given),
        );
      return exit.ok;
    },
  });
}

function beforeText(pausing: Pausing): string {
  switch (pausing.kind) {
    case 'paused':
      return '';
    case 'renewed':
      return t`was paused by ${pausing.before.by}: ${pausing.before.note}`;
    case 'standing':
      return t`was paused already`;
  }
}

function resumeLines(done: readonly Done[], given: { readonly merchant?: string | undefined }): Block[] {
  const shops = done.flatMap(({ target }) => target.shops);
  const capability = done[0]?.pausing.pause.capability;
  const what = given.merchant === undefined ? done.map(({ target }) => target.scope).join(',') : given.merchant;
  const command = resumeCommand(
    given.merchant === undefined ? { scope: what, capability } : { merchant: what, capability },
  );
  return [paragraph(inARow(t`Only a person lifts this: ${command}.`, goesOnThen(shops, capability)))];
}

function doneJson({ target, pausing }: Done): object {
  const { scope, capability = null, since, by, note } = pausing.pause;
  const shops = target.shops.map(({ key }) => key);
  return { scope, shops, capability, result: pausing.kind, since: jstIso(since), by, note };
}

export const shopsPause = pauseCommand('shops pause', [
  ['shops pause --shop kado-no-mise --note "棚卸しのため"', 'one shop; several are separated by commas'],
  ['shops pause --merchant kado --note "移転作業" --by sakura', 'every shop of a merchant'],
  ['shops pause --mall rms --note "RMSの仕様変更を確認中"', 'every shop of a mall'],
]);
