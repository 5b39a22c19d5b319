import type { CloudResource, Resources } from '../assembly/resources.ts';
import type { Section } from '../assembly/section.ts';
import { compileInput, type TargetInput } from './input.ts';
import { compilePattern, type EventTest } from './pattern.ts';

/** Where an event goes when a rule matches it. */
interface RuleTarget {
  readonly resource: CloudResource;
  readonly input: TargetInput;
  /** The message group of a FIFO queue. */
  readonly groupId?: string;
  /** The queue for what the target does not take. */
  readonly deadLetters?: CloudResource;
}

/** A rule of the templates that is switched on. */
export interface Rule {
  readonly name: string;
  readonly bus: string;
  readonly matches: EventTest;
  readonly targets: readonly RuleTarget[];
}

/**
 * The rules of the templates. Topics are left out of their targets: there are none here, and no subscribers. Throws for a
 * malformed pattern and for a target that nothing here stands for.
 */
export function rulesOf(resources: Resources): Rule[] {
  const topics = new Set(resources.ofType('AWS::SNS::Topic').map(({ ref }) => ref));
  return resources.ofType('AWS::Events::Rule').flatMap(({ name, properties }) => {
    // Schedules of ours are the Scheduler's; a rule with a schedule would have to be run by both.
    properties.refuse('ScheduleExpression');
    if (properties.text('State', 'ENABLED') === 'DISABLED') return [];
    const targets = properties.sections('Targets').filter((target) => !topics.has(target.text('Arn')));
    return [
      {
        name,
        bus: busName(properties.text('EventBusName', 'default')),
        matches: compilePattern(properties.raw.EventPattern, `${properties.where}.EventPattern`),
        targets: targets.map((target) => targetOf(target, resources)),
      },
    ];
  });
}

function targetOf(target: Section, resources: Resources): RuleTarget {
  const groupId = target.has('SqsParameters') ? target.section('SqsParameters').text('MessageGroupId') : undefined;
  return {
    resource: resources.withArn(target.text('Arn'), target.where),
    input: compileInput(target),
    ...(groupId === undefined ? {} : { groupId }),
    ...(target.has('DeadLetterConfig') && {
      deadLetters: resources.withArn(target.section('DeadLetterConfig').text('Arn'), target.where),
    }),
  };
}

/** A bus may be named by its name or its ARN. */
export function busName(nameOrArn: string): string {
  return nameOrArn.split('/').at(-1) ?? nameOrArn;
}
