import { describe, expect, it } from 'vitest';
import { Section } from '../../local/assembly/section.ts';
import { compileInput } from '../../local/events/input.ts';
import { jsonOf, resourcesOf, templatesOf, textOf } from '../../proving/templates.ts';
import { openPrincipals, sourcelessRules, statementsOf, unnamedResources, wideActions } from './privilege.ts';

describe.each(['full', 'essential'])('what endangers the data of a stage of the profile %s', (profile) => {
  const { tsunagi } = templatesOf({ stage: 'shop', opsEmail: 'ops@example.jp', profile });
  const ruleNamed = (name: string) =>
    resourcesOf(tsunagi, 'AWS::Events::Rule').find(([, { Properties }]) => Properties.Name === `tsunagi-shop-${name}`);

  it.each([
    ['backup-failed', 'Backup Job State Change', { state: 'FAILED', resourceArn: 'arn:…:table/Shops' }, 'table/Shops'],
    [
      'key-endangered',
      'AWS API Call via CloudTrail',
      { eventName: 'DisableKey', userIdentity: { arn: 'arn:x' } },
      'DisableKey',
    ],
  ])('the subscribers of tickets hear in words of what endangers the data: %s', (name, type, detail, word) => {
    const [id, rule] = ruleNamed(name) ?? [];
    expect(rule?.Properties.EventBusName).toBeUndefined();
    const [target] = (rule?.Properties.Targets ?? []) as Record<string, unknown>[];
    expect(textOf(target?.Arn)).toBe('Tickets');
    const told = compileInput(new Section('the target', target))({
      'detail-type': type,
      time: '2026-11-24T03:00:00Z',
      detail,
    });
    expect(told).toContain(word);
    expect(told).toContain(`docs/runbook/${name}.md`);
    const sources = statementsOf(jsonOf(tsunagi))
      .filter(({ where, statement }) => where.startsWith('Tickets') && statement.Action === 'sns:Publish')
      .map(({ statement }) => JSON.stringify(statement.Condition ?? {}));
    expect(sources.filter((one) => one.includes(String(id)))).toHaveLength(1);
  });

  it('the topic for endangered data is open to the services that write to it alone', () => {
    const template = jsonOf(tsunagi);
    expect([
      wideActions(template),
      unnamedResources(template),
      openPrincipals(template),
      sourcelessRules(template),
    ]).toEqual([[], [], [], []]);
  });
});
