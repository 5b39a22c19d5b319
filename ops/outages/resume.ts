import { jstText } from '../../core/kernel/index.ts';
import {
  type Capability,
  capabilities,
  holdingPause,
  type Pause,
  pausesOf,
  type Shop,
} from '../../core/model/index.ts';
import { resumeByHand } from '../../core/outage/index.ts';
import { durationText, inARow, t } from '../../language/index.ts';
import { capabilityWord, causeText, goesOnNow, liftedBy } from '../../views/pause/index.ts';
import { jstIsoOrNull } from '../../views/plain.ts';
import { orRefuse } from '../arguments/meant.ts';
import { choice, flag, optional } from '../arguments/parameter.ts';
import { type Command, defineCommand, exit, type OpsContext } from '../frame/command.ts';
import { type Block, flexible, paragraph, tableOf } from '../terminal/index.ts';
import { type PauseScope, pauseScopeOptions, pauseScopes, problemsOfPauseScope, tellScopes } from './pause-scopes.ts';

export const resume = resumeCommandCalled('resume', [
  ['resume --mall rms', 'everything that was paused with --mall'],
  ['resume --mall rms --capability stock', 'only the pause of one kind of work'],
  ['resume --shop kado-no-mise', 'one shop; several are separated by commas'],
]);

interface Done {
  readonly target: PauseScope;
  /** The pauses that a person had set, the oldest first. */
  readonly lifted: readonly Pause[];
  readonly held: readonly { readonly shop: Shop; readonly pause: Pause }[];
}

function resumeCommandCalled(name: 'resume' | 'shops resume', examples: Command['examples']): Command {
  return defineCommand({
    name,
    summary: 'Lifts what a person has paused',
    help: `Lifts pauses of the cause "manual" and no others: a refused key, an outage and a
maintenance end by themselves. Every order placed while the shops were paused is
imported from the next run on. A shop may be paused twice, itself and with its
mall: what still holds it is shown.`,
    examples,
    options: {
      ...pauseScopeOptions,
      capability: optional(choice(capabilities, 'only the pause of this kind of work; all of them when left out')),
      dryRun: flag('tell which shops are meant, change nothing'),
    },
    problemsOf: problemsOfPauseScope,
    async run(context, { dryRun, json, capability, ...given }) {
      const { ports, terminal } = context;
      const targets = await orRefuse(t`Nothing was resumed`, (problems) => pauseScopes(ports, given, problems));
      if (dryRun) return tellScopes(terminal, { targets, json, verb: 'resume' });
      const lifted: { target: PauseScope; pauses: readonly Pause[] }[] = [];
      for (const target of targets) {
        const held = { scope: target.scope, ...(capability === undefined ? {} : { capability }) };
        lifted.push({ target, pauses: await resumeByHand(ports, held) });
        terminal.progress(t`resumed: ${lifted.length} of ${targets.length}`);
      }
      const done = await withWhatHolds(context, lifted, capability);
      if (json) terminal.printJson({ resumed: done.map(doneJson) });
      else terminal.print(...resultLines(done, ports.clock.now(), capability));
      return exit.ok;
    },
  });
}

async function withWhatHolds(
  { ports }: OpsContext,
  lifted: readonly { readonly target: PauseScope; readonly pauses: readonly Pause[] }[],
  capability: Capability | undefined,
): Promise<Done[]> {
  const now = ports.clock.now();
  const standing = pausesOf(await ports.pauses.standing(), now);
  return lifted.map(({ target, pauses }) => ({
    target,
    lifted: pauses,
    held: target.shops.flatMap((shop) => {
      const holding = holdingPause(standing, shop, now, capability);
      return holding === null ? [] : [{ shop, pause: holding }];
    }),
  }));
}

function resultLines(done: readonly Done[], now: number, capability: Capability | undefined): Block[] {
  const resumed = done.filter(({ lifted }) => lifted.length > 0);
  const others = done
    .filter(({ lifted }) => lifted.length === 0)
    .map((one) => paragraph(notPausedText(one, capability)));
  if (resumed.length === 0) return others;
  const free = resumed.flatMap(({ target, held }) =>
    target.shops.filter((shop) => !held.some((one) => one.shop === shop)),
  );
  const next = free.length === 0 ? t`No shop goes on yet: see ops pauses.` : goesOnNow(free, capability);
  const table = tableOf(resumed, (one) => {
    const since = one.lifted[0]?.since ?? now;
    return {
      resumed: one.target.scope,
      'was paused': jstText(since),
      for: durationText(now - since),
      by: one.lifted[0]?.by ?? '',
      'still held': flexible(stillHeldText(one)),
    };
  });
  return [...table, '', paragraph(next), ...(others.length === 0 ? [] : ['', ...others])];
}

function notPausedText(one: Done, capability: Capability | undefined): string {
  const [first] = one.held;
  const what = capability === undefined ? '' : t`, ${capabilityWord(capability)}`;
  const found = t`${one.target.scope}${what}: no person has paused it, so there was nothing to resume.`;
  return first === undefined ? found : inARow(found, t`Still held: ${stillHeldText(one)}.`, liftedBy(first.pause));
}

function stillHeldText({ target, held }: Done): string {
  const [first] = held;
  if (first === undefined) return t`no`;
  const { pause } = first;
  const count = target.shops.length === 1 ? '' : t`${held.length} of ${target.shops.length}: `;
  return `${count}${causeText(pause)} (${pause.scope})`;
}

function doneJson({ target, lifted, held }: Done): object {
  return {
    scope: target.scope,
    shops: target.shops.map(({ key }) => key),
    pausedSince: jstIsoOrNull(lifted[0]?.since),
    pausedBy: lifted[0]?.by ?? null,
    held: held.map(({ shop, pause }) => ({ shop: shop.key, cause: pause.cause, scope: pause.scope })),
  };
}

export const shopsResume = resumeCommandCalled('shops resume', [
  ['shops resume --shop kado-no-mise', 'one shop; several are separated by commas'],
  ['shops resume --merchant kado', 'every shop of a merchant'],
  ['shops resume --mall rms', 'what was paused with --mall'],
]);
