import type { Cloud } from '../cloud.ts';
import { type ClockJump, type MachineTime, toSeconds } from '../machine-time.ts';
import { durationText } from '../view/words.ts';
import type { Happenings } from './happenings.ts';

/** Further ahead of the machine's clock than a person has to know. */
const worthTellingMs = 60_000;

/** What time here does when the machine's clock jumps: follows it ahead where malls are real, and does not mind where they are simulated. */
export type TimeUse = 'follows' | 'runs-by-itself';

/** Looks at the machine's clock once: names a jump, and tells commands in other terminals what time it is here. */
export function lookAtClock(
  machine: Pick<MachineTime, 'look'>,
  use: TimeUse,
  { cloud, happenings }: { readonly cloud: Pick<Cloud, 'announceTime'>; readonly happenings: Pick<Happenings, 'add'> },
): void {
  const jump = machine.look();
  if (jump === null) return;
  cloud.announceTime(jump.aheadMs);
  happenings.add(jump.byMs < 0 ? 'bad' : 'plain', jumpText(jump, use));
}

/** A jump of the machine's clock, and what that means here. */
export function jumpText({ byMs, aheadMs }: ClockJump, use: TimeUse): string {
  const what =
    byMs < 0
      ? `This machine’s clock was set back by ${durationText(toSeconds(-byMs))}.`
      : `This machine’s clock went ahead by ${durationText(toSeconds(byMs))}: it was set, or the machine slept.`;
  if (use === 'runs-by-itself') return `${what} Time here goes on by itself.`;
  const ahead = aheadText(aheadMs);
  if (ahead !== null) return `${what} ${ahead}`;
  return `${what} Time here goes ${byMs < 0 ? 'on by what passes' : 'with it'}.`;
}

/** What a person has to know, and to do, while time here is ahead of the machine's clock; null while it is not. */
export function aheadText(aheadMs: number): string | null {
  if (aheadMs < worthTellingMs) return null;
  return (
    `Time here goes on by what passes, and is ${durationText(toSeconds(aheadMs))} ahead of this machine’s clock. ` +
    'Where that clock is wrong, set it right. Where it is right, stop, and start with --clock-was-ahead.'
  );
}
