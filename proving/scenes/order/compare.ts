import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { ComparedEnd } from './end.ts';
import type { PlayedOrderScene } from './play.ts';
import type { OrderProgram } from './scene.ts';

/** How a scene ended whose product is another checkout's, by the judge of this tree. */
export type PlayedElsewhere = Pick<PlayedOrderScene, 'broken' | 'story' | 'end'>;

/** Plays a scene with the product of another checkout, in a thread of its own. Throws an Error where that has not what the judge needs. */
export function playOn(checkout: string, program: OrderProgram): Promise<PlayedElsewhere> {
  if (!existsSync(`${checkout}/core`))
    throw new Error(`--before: got ${checkout}, which has no folder core/. Expected a checkout of this project.`);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./program-worker.ts', import.meta.url), { workerData: { program, checkout } });
    worker.once('message', (end: PlayedElsewhere) => {
      resolve(end);
      void worker.terminate();
    });
    worker.once('error', (error) => reject(new Error(`The scene cannot be played on ${checkout}: ${error}`)));
  });
}

/** In what two ends of one scene differ: a sentence each, the end before first. */
export function differencesOf(before: ComparedEnd, now: ComparedEnd): string[] {
  return (Object.keys(now) as (keyof ComparedEnd)[]).flatMap((part) => {
    const [one, other] = [JSON.stringify(before[part]), JSON.stringify(now[part])];
    return one === other ? [] : [`${part}: before ${one}, now ${other}`];
  });
}
