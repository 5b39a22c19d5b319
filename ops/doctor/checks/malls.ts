import { minuteMs, secondMs } from '../../../core/kernel/index.ts';
import { t } from '../../../language/language.ts';
import { durationText } from '../../../language/phrases.ts';
import type { ServerTime } from '../../../wiring/deployment.ts';
import type { MallReach } from '../../../wiring/examination.ts';
import { type Outcome, type Remedies, reporterFor } from '../outcome.ts';

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
