import { Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The lines of a message to a topic: each is a JSON text, in which `<name>` stands for a path of the event. */
export function toldAs(
  inputPathsMap: Readonly<Record<string, string>>,
  lines: readonly string[],
): CfnRule.InputTransformerProperty {
  return { inputPathsMap, inputTemplate: lines.map((line) => JSON.stringify(line)).join('\n') };
}

/**
 * A rule on the account's default bus, the only one that events of AWS services reach, that tells a topic in words. The topic takes it from
 * this rule alone. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 *
 * @returns the rule; its name is what alarms watch
 */
export function toldEvents(
  scope: Construct,
  id: string,
  props: {
    readonly name: string;
    readonly eventPattern: object;
    readonly topic: Topic;
    /** Names the permission in the policy of the topic. */
    readonly sid: string;
    readonly told: CfnRule.InputTransformerProperty;
  },
): CfnRule {
  const { name, eventPattern, topic, sid, told } = props;
  const rule = new CfnRule(scope, id, {
    name,
    eventPattern,
    targets: [{ id: 'ops', arn: topic.topicArn, inputTransformer: told }],
  });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid,
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
        ArnEquals: { 'aws:SourceArn': rule.attrArn },
      },
    }),
  );
  return rule;
}
