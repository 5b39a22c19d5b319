import type { Shop } from '../../core/merchants/shop.ts';
import { resumeByHand } from '../../core/pause/manual.ts';
import { holdingPause, type Pause } from '../../core/pause/pause.ts';
import { pausesOf } from '../../core/pause/standing.ts';
import { jstText } from '../../core/units.ts';
import { flag } from '../arguments/parameter.ts';
import { type PauseScope, pauseScopeOptions, pauseScopes, problemsOfPauseScope } from '../arguments/pause-scopes.ts';
import { refuse } from '../arguments/shop-and-span.ts';
import { defineCommand, type OpsContext } from '../command.ts';
import { exit } from '../exit.ts';
import { tableLines } from '../terminal/table.ts';
import { wrapped } from '../terminal/width.ts';
import { causeWords, importGoesOn } from '../words/pause.ts';
import { durationText, jstIsoOrNull } from '../words/time.ts';

interface Done {
  readonly target: PauseScope;
  /** The pause that a person had set; null when there was none. */
  readonly lifted: Pause | null;
  /** Its shops that something else still holds. */
  readonly held: readonly { readonly shop: Shop; readonly pause: Pause }[];
}

/** `ops shops resume`: lifts what a person has paused. */
export const shopsResume = defineCommand({
  name: 'shops resume',
  summary: 'Lifts what a person has paused',
  help: `Lifts pauses of the cause "manual" and no others: a refused key, an outage and a
maintenance end by themselves. Every order placed while the shops were paused is
imported from the next run on. A shop may be paused twice, itself and with its
mall: what still holds it is told.`,
  examples: [
    ['shops resume --shop kado-no-mise', 'one shop; several are separated by commas'],
    ['shops resume --merchant kado', 'every shop of a merchant'],
    ['shops resume --mall rms', 'what was paused with --mall'],
  ],
  arguments: {},
  options: { ...pauseScopeOptions, json: flag('one line of JSON') },
  problemsOf: problemsOfPauseScope,
  async run(context, { json, ...given }) {
    const { ports, terminal } = context;
    const problems: string[] = [];
    const targets = await pauseScopes(ports, given, problems);
    if (problems.length > 0) return refuse('Nothing was resumed', problems);
    const lifted: { target: PauseScope; pause: Pause | null }[] = [];
    for (const target of targets) {
      lifted.push({ target, pause: await resumeByHand(ports, target.scope) });
      terminal.progress(`resumed: ${lifted.length} of ${targets.length}`);
    }
    const done = await withWhatHolds(context, lifted);
    if (json) terminal.printJson({ resumed: done.map(doneJson) });
    else terminal.print(...resultLines(done, ports.clock.now(), terminal.width));
    return exit.ok;
  },
});

async function withWhatHolds(
  { ports }: OpsContext,
  lifted: readonly { readonly target: PauseScope; readonly pause: Pause | null }[],
): Promise<Done[]> {
  const now = ports.clock.now();
  const pauses = pausesOf(await ports.pauses.standing(), now);
  return lifted.map(({ target, pause }) => ({
    target,
    lifted: pause,
    held: target.shops.flatMap((shop) => {
      const holding = holdingPause(pauses, shop, now);
      return holding === null ? [] : [{ shop, pause: holding }];
    }),
  }));
}

function resultLines(done: readonly Done[], now: number, width: number | null): string[] {
  const columns = [
    { title: 'resumed', of: ({ target }: Done) => target.scope },
    { title: 'was paused', of: ({ lifted }: Done) => (lifted === null ? 'by nobody' : jstText(lifted.since)) },
    { title: 'for', of: ({ lifted }: Done) => (lifted === null ? '' : durationText(now - lifted.since)) },
    { title: 'by', of: ({ lifted }: Done) => lifted?.by ?? '' },
    { title: 'still held', flexible: true, of: heldText },
  ];
  const free = done.flatMap(({ target, held }) =>
    target.shops.filter((shop) => !held.some((one) => one.shop === shop)),
  );
  const next =
    free.length === 0 ? 'No shop goes on yet: see ops pauses.' : importGoesOn(free).replace('Then every', 'Every');
  return [...tableLines(done, columns, width), '', ...wrapped(next, width ?? Number.POSITIVE_INFINITY)];
}

function heldText({ target, held }: Done): string {
  const [first] = held;
  if (first === undefined) return 'no';
  const { pause } = first;
  const count = target.shops.length === 1 ? '' : `${held.length} of ${target.shops.length}: `;
  return `${count}${causeWords[pause.cause]} (${pause.scope})`;
}

function doneJson({ target, lifted, held }: Done): object {
  return {
    scope: target.scope,
    shops: target.shops.map(({ key }) => key),
    pausedSince: jstIsoOrNull(lifted?.since),
    pausedBy: lifted?.by ?? null,
    held: held.map(({ shop, pause }) => ({ shop: shop.key, cause: pause.cause, scope: pause.scope })),
  };
}
