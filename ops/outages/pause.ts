import { jstText } from '../../core/kernel/index.ts';
import {
  type Capability,
  capabilities,
  holdingPause,
  type Pause,
  pausesOf,
  type Shop,
} from '../../core/model/index.ts';
import { type Pausing, pauseByHand, resumeByHand } from '../../core/outage/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { counted, durationText, inARow, t } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { capabilityWord, causeText, goesOnNow, goesOnThen, liftedBy, resumeCommand } from '../../views/pause/index.ts';
import { jstIso, jstIsoOrNull } from '../../views/plain.ts';
import { merchantMeant, orRefuse, shopAmong } from '../arguments/meant.ts';
import { byOption, choice, flag, optional, text, type ValuesOf, whoDoes } from '../arguments/parameter.ts';
import { problemsOfOne } from '../arguments/read-arguments.ts';
import { type Command, defineCommand, type ExitCode, exit, type IsGiven, type OpsContext } from '../frame/command.ts';
import { type Block, flexible, paragraph, type Terminal, tableOf } from '../terminal/index.ts';

/** What is paused or resumed, as three options of which one is given. */
const pauseScopeOptions = {
  shop: optional(text('<shops>', 'shops by code or key, several separated by commas')),
  merchant: optional(text('<merchant>', 'every shop of a merchant')),
  mall: optional(choice(mallDesks.names, 'every shop of a mall, those that are added later, too')),
};

type Given = Partial<ValuesOf<typeof pauseScopeOptions>>;

/** What is wrong with the three options together. */
function problemsOfPauseScope(_: unknown, isGiven: IsGiven<keyof Given>): string[] {
  return problemsOfOne(isGiven, 'shop', 'merchant', 'mall');
}

interface PauseScope {
  readonly scope: Pause['scope'];
  readonly shops: readonly Shop[];
}

/** The scopes that are meant; notes a problem for each shop, and for a merchant, that is not there. */
async function pauseScopes(
  ports: Pick<Ports, 'shops' | 'merchants'>,
  { shop: names, merchant, mall }: Given,
  problems: string[],
): Promise<PauseScope[]> {
  const shops = (await ports.shops.all()).sort((a, b) => (a.key < b.key ? -1 : 1));
  if (mall !== undefined) return [{ scope: mall, shops: shops.filter((shop) => shop.mall === mall) }];
  const ofShop = (shop: Shop): PauseScope => ({ scope: shop.key, shops: [shop] });
  if (merchant !== undefined) {
    const meant = await merchantMeant(ports, merchant, problems);
    const own = shops.filter((shop) => shop.merchant === merchant);
    if (meant !== null && own.length === 0) problems.push(t`--merchant: ${merchant} has no shop.`);
    return own.map(ofShop);
  }
  const named = (names ?? '').split(',').map((name) => name.trim());
  const found = new Map<string, PauseScope>();
  for (const name of named) {
    const shop = shopAmong(shops, name, problems);
    if (shop !== null) found.set(shop.key, ofShop(shop));
  }
  return [...found.values()];
}

function tellScopes(
  terminal: Pick<Terminal, 'print' | 'printJson' | 'width'>,
  {
    targets,
    json,
    verb,
  }: { readonly targets: readonly PauseScope[]; readonly json: boolean; readonly verb: 'pause' | 'resume' },
): ExitCode {
  const shops = targets.reduce((sum, target) => sum + target.shops.length, 0);
  if (json) {
    const scopes = targets.map(({ scope, shops: own }) => ({ scope, shops: own.map(({ key }) => key) }));
    terminal.printJson({ dryRun: true, scopes });
    return exit.ok;
  }
  terminal.print(
    ...tableOf(targets, ({ scope, shops: own }) => ({
      [verb === 'pause' ? t`would pause` : t`would resume`]: flexible(scope),
      shops: own.length,
    })),
    t`Nothing was changed: this was a dry run of ${counted(shops, 'shop')}.`,
  );
  return exit.ok;
}

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

export const resume = resumeCommandCalled('resume', [
  ['resume --mall rms', 'everything that was paused with --mall'],
  ['resume --mall rms --capability stock', 'only the pause of one kind of work'],
  ['resume --shop kado-no-mise', 'one shop; several are separated by commas'],
]);

interface Resumed {
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
      if (json) terminal.printJson({ resumed: done.map(resumedJson) });
      else terminal.print(...resultLines(done, ports.clock.now(), capability));
      return exit.ok;
    },
  });
}

async function withWhatHolds(
  { ports }: OpsContext,
  lifted: readonly { readonly target: PauseScope; readonly pauses: readonly Pause[] }[],
  capability: Capability | undefined,
): Promise<Resumed[]> {
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

function resultLines(done: readonly Resumed[], now: number, capability: Capability | undefined): Block[] {
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

function notPausedText(one: Resumed, capability: Capability | undefined): string {
  const [first] = one.held;
  const what = capability === undefined ? '' : t`, ${capabilityWord(capability)}`;
  const found = t`${one.target.scope}${what}: no person has paused it, so there was nothing to resume.`;
  return first === undefined ? found : inARow(found, t`Still held: ${stillHeldText(one)}.`, liftedBy(first.pause));
}

function stillHeldText({ target, held }: Resumed): string {
  const [first] = held;
  if (first === undefined) return t`no`;
  const { pause } = first;
  const count = target.shops.length === 1 ? '' : t`${held.length} of ${target.shops.length}: `;
  return `${count}${causeText(pause)} (${pause.scope})`;
}

function resumedJson({ target, lifted, held }: Resumed): object {
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
