import { secondMs, TsunagiError } from '../../core/kernel/index.ts';
import type { Push } from '../../core/model/index.ts';
import type { OpsContext } from '../frame/command.ts';

/** A push with the outcome of the work on it. */
export interface Handled {
  readonly push: Push;
  readonly outcome: string;
}

/**
 * Works on pushes one after the other at a rate. A push that another process is changing or has removed has that as its outcome;
 * the next one is worked on all the same.
 */
export async function oneByOne(
  { ports, terminal }: Pick<OpsContext, 'ports' | 'terminal'>,
  pushes: readonly Push[],
  { word, perSecond }: { readonly word: string; readonly perSecond: number },
  work: (push: Push) => Promise<string>,
): Promise<Handled[]> {
  const handled: Handled[] = [];
  for (const push of pushes) {
    handled.push({ push, outcome: await outcomeOf(() => work(push)) });
    terminal.progress(`${word}: ${handled.length} of ${pushes.length}`);
    if (handled.length < pushes.length) await ports.clock.sleep(secondMs / perSecond);
  }
  terminal.endProgress();
  return handled;
}

async function outcomeOf(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TsunagiError && (error.code === 'push.changing' || error.code === 'push.unknown')) {
      return error.code;
    }
    throw error;
  }
}
