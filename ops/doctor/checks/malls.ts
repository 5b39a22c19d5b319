import { type EpochMs, minuteMs, secondMs } from '../../../core/kernel/index.ts';
import { openedMailAfterText } from '../../../core/model/index.ts';
import { durationText, t } from '../../../language/index.ts';
import { nextText, outageLength, stageWord } from '../../../views/incident/index.ts';
import { type MallKind, type MallsFacts, mallLines } from '../../../views/mall/index.ts';
import { needText } from '../../../views/now/index.ts';
import type { ServerTime } from '../../../wiring/deployment.ts';
import type { MallReach } from '../../../wiring/examination.ts';
import { type Outcome, type Remedies, reporterFor } from '../outcome.ts';
import type { OutageFacts } from '../read-stored.ts';

const ofMalls = reporterFor('malls');

/** What a state that is not well means, what to do, and what shows more. */
const stateWords = (): Readonly<
  Record<MallKind, { readonly why: string; readonly say: string; readonly run: readonly string[] } | null>
> => ({
  healthy: null,
  planned: null,
  slow: {
    why: t`The mall answers within our time-outs, and takes long. Nothing is held; orders and changes take longer, and a backlog grows.`,
    say: t`Nothing has to be done. See whether shops fall behind:`,
    run: ['status'],
  },
  degraded: {
    why: t`The mall refuses to give orders with their listing. Orders come in, each by a call of its own, and no work is held.`,
    say: t`Nothing has to be done while orders come in. See which shops, and with which codes:`,
    run: ['shops list'],
  },
  suspect: {
    why: t`Calls fail. If the next probes fail, too, the work is held, and after ${openedMailAfterText} merchants are written to.`,
    say: t`Wait for the next probes, a minute or two:`,
    run: ['status'],
  },
  down: {
    why: t`What needs it is held, and goes on by itself once the mall answers. Nothing is lost.`,
    say: t`Nothing has to be done. See what is held, and what was done so far:`,
    run: ['status', 'incidents show latest'],
  },
  trickle: {
    why: t`The mall answers again, and shops are let through step by step. What was held is caught up by itself.`,
    say: t`Nothing has to be done. See how far it is:`,
    run: ['status', 'incidents show latest'],
  },
  maintenance: {
    why: t`The mall is not called. What needs it goes on by itself when the window is over and the mall answers.`,
    say: t`Nothing has to be done. See the windows:`,
    run: ['maintenance list'],
  },
});

/** How the malls' APIs stand, by what the probes found. That an address answers says nothing of them. */
export function checkMallStates(malls: MallsFacts, now: EpochMs, ops: Remedies['ops']): Outcome[] {
  return mallLines(malls, now).flatMap(({ kind, text }) => {
    const words = stateWords()[kind];
    return words === null ? ofMalls.fine(text) : ofMalls.watch(text, words.why, words.say, ...words.run.map(ops));
  });
}

const ofIncidents = reporterFor('incidents');

export function checkIncidents(
  { incidents, audits }: Pick<OutageFacts, 'incidents' | 'audits'>,
  now: EpochMs,
  ops: Remedies['ops'],
): Outcome[] {
  const open = incidents.filter(({ stage }) => stage !== 'closed');
  const outcomes = [
    ...open.flatMap(({ incident, stage, stageSince }) =>
      ofIncidents.watch(
        t`${incident} is ${stageWord(stage)}, for ${outageLength(stageSince, null, now)}`,
        nextText(stage),
        t`Nothing has to be done. See the timeline, the mails and the audits:`,
        ops(`incidents show ${incident}`),
      ),
    ),
    ...audits.flatMap((audit) =>
      ofIncidents.watch(
        capitalised(needText(audit, now)),
        t`What was not compared with the mall, or differs from it, is not known to be right.`,
        t`Look at it (docs/runbook/audit-found.md):`,
        ops(`incidents show ${audit.incident}`),
      ),
    ),
  ];
  return outcomes.length > 0 ? outcomes : ofIncidents.fine(t`none is open`);
}

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const say = reporterFor('malls');

/** Something answers at the malls' addresses, whether or not the APIs behind them work. Whether the functions on AWS reach them shows in how far the shops are behind. */
export function checkMalls(malls: readonly MallReach[]): Outcome[] {
  return malls.flatMap(({ mall, parameter, baseUrl, answer }) =>
    answer.kind === 'answers'
      ? say.fine(t`${mall} is reached at ${baseUrl} (${answer.tookMs} ms from here)`)
      : say.watch(
          t`${mall} was not reached at ${baseUrl}: ${silence()[answer.why]}`,
          t`If that is so for the functions, too, the import waits and catches up by itself when the mall is back.`,
          t`Look whether shops are behind (ops status). If none is, only this machine does not reach it. A wrong address is the parameter ${parameter}.`,
        ),
  );
}

/** A stage without a reference address to detect a broken network of its own; undefined where the probing function was not seen. */
export function checkReference(referenceUrl: string | undefined, { deploy }: Remedies): Outcome[] {
  if (referenceUrl !== '') return [];
  return say.watch(
    t`No independent address is set: the parameter referenceUrl is empty`,
    t`When our own network is cut, that is taken for an outage of every mall, and merchants are written to.`,
    t`Take referenceUrl out of cdk.json, so that it has its standard value again, or give another address; and deploy:`,
    deploy,
  );
}

const silence = () =>
  ({
    connect: t`no connection`,
    timeout: t`no answer in 10 seconds`,
    reset: t`the connection broke off`,
    'too-large': t`an answer without end`,
  }) as const;

const sayClock = reporterFor('clock');

/** AWS refuses calls that are signed with a clock further off. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const refusedMs = 5 * minuteMs;
const worthKnowingMs = 30 * secondMs;

/** This machine's clock is right: "now" and "-3h" in commands are measured by it. */
export function checkClock(serverTime: ServerTime | null): Outcome[] {
  if (serverTime === null) return sayClock.notHere(t`no server gave the time`);
  const { at, before, after } = serverTime;
  // The header has whole seconds, and the answer was on its way for a while: only what lies outside counts.
  const offMs = Math.max(0, before - (at + secondMs), at - after);
  const isAhead = before > at;
  if (offMs < worthKnowingMs) return sayClock.fine(t`this machine’s clock agrees with AWS’s`);
  const told = [
    isAhead
      ? t`This machine’s clock is ${durationText(offMs)} ahead of AWS’s`
      : t`This machine’s clock is ${durationText(offMs)} behind AWS’s`,
    t`Spans such as --from -3h are measured by it; from five minutes on AWS may refuse its calls. The functions have AWS’s clock.`,
    t`Set it, or let it be set (timedatectl set-ntp true; on macOS: sudo sntp -sS time.apple.com).`,
  ] as const;
  return offMs >= refusedMs ? sayClock.wrong(...told) : sayClock.watch(...told);
}
