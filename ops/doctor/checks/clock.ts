import { minuteMs, secondMs } from '../../../core/kernel/index.ts';
import type { ServerTime } from '../../../wiring/deployment.ts';
import { durationText } from '../../terminal/time.ts';
import { type Outcome, reporterFor } from '../outcome.ts';

const say = reporterFor('clock');

/** AWS refuses calls that are signed with a clock further off. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const refusedMs = 5 * minuteMs;
const worthKnowingMs = 30 * secondMs;

/** This machine's clock is right: "now" and "-3h" in commands are measured by it. */
export function checkClock(serverTime: ServerTime | null): Outcome[] {
  if (serverTime === null) return [say.notHere('no server gave the time')];
  const { at, before, after } = serverTime;
  // The header has whole seconds, and the answer was on its way for a while: only what lies outside counts.
  const offMs = Math.max(0, before - (at + secondMs), at - after);
  const direction = before > at ? 'ahead of' : 'behind';
  if (offMs < worthKnowingMs) return [say.fine('this machine’s clock agrees with AWS’s')];
  const told = [
    `This machine’s clock is ${durationText(offMs)} ${direction} AWS’s`,
    'Spans such as --from -3h are measured by it; from five minutes on AWS may refuse its calls. The functions have AWS’s clock.',
    'Set it, or let it be set (timedatectl set-ntp true; on macOS: sudo sntp -sS time.apple.com).',
  ] as const;
  return [offMs >= refusedMs ? say.wrong(...told) : say.watch(...told)];
}
