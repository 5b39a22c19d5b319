import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Played } from './play.ts';

/** What a player is asked for: the program of a file, or the story that it was written from, drawn anew. */
export interface Question {
  readonly file: string;
  readonly fromSeed: boolean;
  /** True: the answer has the story, too. */
  readonly isTold?: boolean;
}

/** How it ended, or why it could not be played. */
export type Answer = Played | { readonly error: string };

/** Plays programs, each in a thread that loads the product anew. */
export interface Players {
  /** Plays what is asked for as soon as a thread is free. Throws an Error where it cannot be played. */
  play(question: Question): Promise<Played>;
  end(): Promise<void>;
}

/** Opens so many threads, with the product of another checkout where one is given. Throws an Error where that is none. */
export function openPlayers(threads: number, checkout: string | null = null): Players {
  if (checkout !== null && !existsSync(`${checkout}/core`))
    throw new Error(`--before: got ${checkout}, which has no folder core/. Expected a checkout of this project.`);
  const where = checkout === null ? '' : ` on ${checkout}`;
  const free: Worker[] = [];
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL('./player.ts', import.meta.url), { workerData: { checkout } });
    free.push(worker);
    return worker;
  });
  const waiting: ((worker: Worker) => void)[] = [];
  const take = (): Promise<Worker> => new Promise((resolve) => waiting.push(resolve));
  const give = (worker: Worker): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(worker);
    else next(worker);
  };
  return {
    async play(question) {
      const worker = free.pop() ?? (await take());
      const answer = await ask(worker, question);
      give(worker);
      if ('error' in answer) throw new Error(`${question.file} cannot be played${where}: ${answer.error}`);
      return answer;
    },
    end: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))),
  };
}

function ask(worker: Worker, question: Question): Promise<Answer> {
  return new Promise((resolve) => {
    const settle = (answer: Answer): void => {
      worker.off('message', settle).off('error', fail);
      resolve(answer);
    };
    const fail = (error: unknown): void => settle({ error: String(error) });
    worker.once('message', settle).once('error', fail).postMessage(question);
  });
}
