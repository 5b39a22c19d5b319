import type { FunctionFacts, StageFacts } from '../../../wiring/deployment.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';

const say = reporterFor('functions');

/** Every function is there, runs what was deployed last, and may run at all. */
export function checkFunctions({ functions, resources, stage }: StageFacts, remedies: Remedies): Outcome[] {
  // Releases before the introduction of aliases have none.
  const hasAliases = resources.known && resources.value.some(({ type }) => type === 'AWS::Lambda::Alias');
  const outcomes = functions.flatMap(({ name, facts }) => {
    if (!facts.known) return [say.unchecked(name, facts.error)];
    if (facts.value === null) {
      return [
        say.wrong(
          `${name} is gone`,
          'It was deleted. What it does is not done; its schedules start nothing.',
          'Deploy anew what keeps nothing; the tables stay:',
          ...remedies.redeploy,
        ),
      ];
    }
    return [...troublesOf(facts.value, remedies), ...liveOf(facts.value, { stage, hasAliases, remedies })];
  });
  if (outcomes.length > 0 || functions.length === 0) return outcomes;
  return [say.fine(functions.map(({ name }) => name).join(', '))];
}

function troublesOf(found: FunctionFacts, remedies: Remedies): Outcome[] {
  return [...stateOf(found, remedies), ...updateOf(found, remedies), ...reservationOf(found, remedies)];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
function stateOf({ name, state, stateReason }: FunctionFacts, { redeploy }: Remedies): Outcome[] {
  switch (state) {
    case 'Active':
    // Lambda took its resources back after weeks without a run; the next run brings them again.
    case 'Inactive':
      return [];
    case 'Pending':
      return [
        say.watch(
          `${name} is still being made (Pending)`,
          'Until then it does not run.',
          'Run this again in a minute.',
        ),
      ];
    default:
      return [
        say.wrong(
          `${name} is ${state}${because(stateReason)}`,
          'It does not run.',
          'Mend what the reason names; if that is nothing of yours, deploy anew what keeps nothing:',
          ...redeploy,
        ),
      ];
  }
}

function updateOf({ name, lastUpdate, lastUpdateReason }: FunctionFacts, { deploy }: Remedies): Outcome[] {
  switch (lastUpdate) {
    case 'Failed':
      return [
        say.wrong(
          `The last update of ${name} failed${because(lastUpdateReason)}`,
          'It runs the release before.',
          'Mend what the reason names, and deploy again:',
          deploy,
        ),
      ];
    case 'InProgress':
      return [
        say.watch(
          `${name} is being updated`,
          'Runs that start during the update are of the release before.',
          'Run this again in a minute.',
        ),
      ];
    default:
      return [];
  }
}

/** Everything starts the alias. While a release is under way it stands for two versions. */
function liveOf(
  { name, live }: FunctionFacts,
  {
    stage,
    hasAliases,
    remedies,
  }: { readonly stage: string; readonly hasAliases: boolean; readonly remedies: Remedies },
): Outcome[] {
  if (live === null) {
    if (!hasAliases) return [];
    return [
      say.wrong(
        `The alias live of ${name} is gone`,
        'It was deleted. Schedules and queues start the function by it, so nothing does.',
        'Deploy anew what keeps nothing; the tables stay:',
        ...remedies.redeploy,
      ),
    ];
  }
  if (live.next === null) return [];
  const percent = Math.round(100 * live.next.share);
  return [
    say.watch(
      `A release of ${name} is under way: ${percent} % of its runs go to version ${live.next.version}, the others to ${live.version}`,
      'It takes half an hour, and is taken back when a run of the new version fails.',
      'Run this again later. If it stays so, see what became of the release:',
      remedies.aws(
        `deploy list-deployments --application-name tsunagi-${stage} --deployment-group-name ${name} --max-items 3`,
      ),
    ),
  ];
}

function reservationOf({ name, reservedConcurrency }: FunctionFacts, remedies: Remedies): Outcome[] {
  if (reservedConcurrency !== 0) return [];
  return [
    say.wrong(
      `${name} may not run: its reserved concurrency is 0`,
      'It was stopped by hand (the console says "Throttle"). Every run is refused; the cursors wait.',
      'Let it run again; it catches up by itself:',
      remedies.aws(`lambda delete-function-concurrency --function-name ${name}`),
    ),
  ];
}

const because = (reason: string): string => (reason === '' ? '' : `: ${reason}`);
