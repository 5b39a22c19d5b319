import type { StackFacts, StageFacts } from '../../../wiring/deployment.ts';
import { standingOf } from '../../stage/stack-standing.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';

const say = reporterFor('stacks');

/** Both stacks exist and are complete, and the one with the data is protected from deletion. */
export function checkStacks(facts: StageFacts, remedies: Remedies): Outcome[] {
  return [
    ...checkStack(`Tsunagi-${facts.stage}`, facts.stack, facts, remedies),
    ...checkStack(`TsunagiData-${facts.stage}`, facts.dataStack, facts, remedies),
    ...protection(facts, remedies),
  ];
}

function checkStack(
  name: string,
  found: StageFacts['stack'],
  { stage, region }: StageFacts,
  remedies: Remedies,
): Outcome[] {
  if (!found.known) return [say.unchecked(name, found.error)];
  if (found.value === null) {
    return [
      say.wrong(
        `There is no stack ${name} in ${region}`,
        'Without it nothing is imported.',
        'Is it another stage, region (--region) or account (--profile)? Else deploy it:',
        remedies.deploy,
      ),
    ];
  }
  const { status } = found.value;
  const standing = standingOf(found.value, stage);
  switch (standing.kind) {
    case 'complete':
      return [say.fine(`${name} ${status}`)];
    case 'rolled-back':
    case 'changing':
      return [say.watch(`${name} is ${status}`, why(standing.means, found.value), standing.next)];
    case 'half':
    case 'unfinished':
    case 'going':
      return [say.wrong(`${name} is ${status}`, why(standing.means, found.value), standing.next)];
  }
}

function why(means: string, { reason }: StackFacts): string {
  const sentence = `${means.slice(0, 1).toUpperCase()}${means.slice(1)}.`;
  return reason === '' ? sentence : `${sentence} CloudFormation says: ${reason}`;
}

function protection({ dataStack }: StageFacts, remedies: Remedies): Outcome[] {
  if (!dataStack.known || dataStack.value === null || dataStack.value.isProtected) return [];
  const { name } = dataStack.value;
  return [
    say.wrong(
      `${name} is not protected from being deleted`,
      'A slip could take away the stack of the tables. They would stay, but no function would find them.',
      'Protect it:',
      remedies.aws(`cloudformation update-termination-protection --stack-name ${name} --enable-termination-protection`),
    ),
  ];
}
