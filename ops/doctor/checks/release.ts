import type { StageFacts } from '../../../wiring/deployment.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';

const say = reporterFor('release');

/**
 * Both stacks, and this program, are of one release: rows that one writes the other must be able to read, and a release reads
 * the rows of the one before and the one after it, and no others.
 */
export function checkRelease(facts: StageFacts, remedies: Remedies, own: string): Outcome[] {
  const stacks = [facts.stack, facts.dataStack].flatMap((stack) =>
    stack.known && stack.value !== null ? [stack.value] : [],
  );
  const told = stacks.flatMap(({ name, outputs }) =>
    outputs.Release === undefined ? [] : [{ name, release: outputs.Release }],
  );
  if (told.length === 0) return [say.notHere('the stacks do not tell their release')];
  const releases = new Set(told.map(({ release }) => release));
  const list = told.map(({ name, release }) => `${name} ${release}`).join(', ');
  if (releases.size > 1) {
    return [
      say.wrong(
        `The stacks are of different releases: ${list}`,
        'Only one of them was deployed. What works may expect tables or indexes that are not there.',
        'Deploy both from one checkout:',
        remedies.deploy,
      ),
    ];
  }
  if (!releases.has(own)) {
    return [
      say.watch(
        `The stage is of release ${[...releases].join()}, this program of ${own}`,
        'A command reads rows of the release before and after its own, and no others.',
        `Use the checkout that was deployed, or deploy this one:`,
        remedies.deploy,
      ),
    ];
  }
  return [say.fine(`${own}, both stacks and this program`)];
}
