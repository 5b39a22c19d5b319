import { secondMs } from '../../core/kernel/time.ts';
import type { Prng } from '../../simulator/index.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A message reaches a run so long after it was sent, at least and at most. */
const deliveryMs = { from: 30, to: 400 };

/** How a queue feeds its function: `functions/<name>/settings.ts`, and the runs at once that a stage allows it. */
export interface Feeding {
  readonly timeoutSeconds: number;
  readonly batchMax: { readonly work: number };
  readonly gatherSeconds: number;
  readonly runsMax: number;
}

/**
 * Runs a function as its queue feeds it: messages are gathered for a moment, a run has as many of them as it may, and there are no
 * more runs at once than the queue may feed. `run` gives back those that it could not deal with; they come back. Returns how a
 * message is sent.
 */
export function feedRuns<Message, Process>(
  { time, chance }: { readonly time: VirtualTime; readonly chance: Prng },
  { timeoutSeconds, batchMax, gatherSeconds, runsMax }: Feeding,
  startProcess: () => Process,
  run: (process: Process, messages: readonly Message[]) => Promise<readonly Message[]>,
): (message: Message, afterMs: number) => void {
  const waiting: Message[] = [];
  const idle: Process[] = [];
  /** A message that failed comes back after this: the queue's visibility. */
  const visibleAgainMs = 6 * timeoutSeconds * secondMs;
  let running = 0;

  const comes = (message: Message, afterMs: number): void => {
    time.at(time.now() + afterMs + chance.int(deliveryMs.from, deliveryMs.to), () => {
      waiting.push(message);
      if (waiting.length >= batchMax.work) startRuns();
      else time.at(time.now() + gatherSeconds * secondMs, startRuns);
    });
  };
  const startRuns = (): void => {
    while (running < runsMax && waiting.length > 0) {
      running++;
      const process = idle.pop() ?? startProcess();
      const end = (failed: readonly Message[]): void => {
        for (const message of failed) comes(message, visibleAgainMs);
        running--;
        idle.push(process);
        startRuns();
      };
      const messages = waiting.splice(0, batchMax.work);
      run(process, messages).then(end, () => end(messages));
    }
  };
  return comes;
}
