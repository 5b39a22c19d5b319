import type { World } from '../cloud/world.ts';
import type { FunctionProcess } from '../function/function-process.ts';

/** How messages are handed out. */
export interface HandOut {
  /** The queue's name. */
  readonly queue: 'status' | 'stock';
  readonly messagesARun: number;
  /** What a run may take, in milliseconds. */
  readonly limitMs?: number;
}

const runsMax = 100;

/**
 * Hands out messages a few at a time, those that failed again, as their queue would, until there are none. Returns the CPU of all runs
 * together, in milliseconds.
 */
export async function workOff(
  world: World,
  fn: FunctionProcess,
  { queue, messagesARun, limitMs }: HandOut,
): Promise<number> {
  let [runs, cpuMs] = [0, 0];
  const waiting = world.services.takeMessages(queue);
  while (waiting.length > 0) {
    if (++runs > runsMax) throw new Error(`${runsMax} runs did not work off the messages.`);
    const bodies = waiting.splice(0, messagesARun);
    const idOf = (index: number): string => `message-${index}`;
    const event = {
      Records: bodies.map((body, index) => ({
        messageId: idOf(index),
        body,
        eventSourceARN: `arn:aws:sqs:ap-northeast-1:000000000000:${queue}`,
        attributes: { ApproximateReceiveCount: '1' },
      })),
    };
    const run = await fn.run(event, limitMs);
    cpuMs += run.cpuMs;
    // The emulator of the tables may answer too late on a busy machine: what failed for it is handed out again.
    waiting.push(...bodies.filter((_, index) => run.failed.includes(idOf(index))));
    waiting.push(...world.services.takeMessages(queue));
  }
  return cpuMs;
}
