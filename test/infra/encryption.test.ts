import { describe, expect, it } from 'vitest';
import { jsonOf, type Resource, type TemplateJson, templatesOf } from '../../proving/templates.ts';
import { openToPlainText, plainAddresses, unencrypted } from './encryption.ts';
import { openPrincipals, scans, statementsOf, unnamedResources, wideActions } from './privilege.ts';

/** With everything that parameters can add. */
const templates = templatesOf({
  stage: 'shop',
  opsEmail: 'ops@example.jp',
  webhookParameter: '/tsunagi/shop/webhook',
  sender: 'info@example.jp',
  mailFromName: '角田システム',
  referenceUrl: 'https://checkip.amazonaws.com/',
});
const [data, tsunagi] = [jsonOf(templates.data), jsonOf(templates.tsunagi)];
const both = [data, tsunagi];

/**
 * Not encrypted at rest, on purpose. SNS keeps a message while it delivers it; an alarm's text and the feedback of mails name no
 * buyer and no address. A key that CloudWatch and EventBridge may use would be one more key to pay, to grant and to lose.
 */
const accepted = [
  /^Ops[0-9A-F]{8} \(AWS::SNS::Topic\) is not encrypted\.$/,
  /^Tickets[0-9A-F]{8} \(AWS::SNS::Topic\) is not encrypted\.$/,
];
const keyPolicy = [{ where: 'DataKey', action: 'kms:*', resource: '*', reason: 'test/infra/privilege.test.ts' }];

describe('whatever holds data', () => {
  it('every resource that holds data is encrypted, or has an argued exception', () => {
    const found = both.flatMap(unencrypted);
    expect(found.filter((one) => !accepted.some((argued) => argued.test(one)))).toEqual([]);
    expect(found, 'argued, and encrypted by now').toHaveLength(accepted.length);
  });

  it('resources that hold data take and make calls over TLS alone, where a policy can say so', () => {
    expect(both.flatMap(openToPlainText)).toEqual([]);
    expect(both.flatMap(plainAddresses)).toEqual([]);
  });

  it('the check of encryption finds tables, queues, two topics, a bus, log groups and a key', () => {
    const types = both.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type));
    const count = (type: string): number => types.filter((one) => one === type).length;
    expect(count('AWS::DynamoDB::GlobalTable')).toBe(7);
    expect(count('AWS::SQS::Queue')).toBeGreaterThanOrEqual(14);
    expect(count('AWS::SNS::Topic')).toBe(2);
    for (const type of ['AWS::Events::EventBus', 'AWS::KMS::Key']) expect(count(type)).toBe(1);
    expect(count('AWS::Logs::LogGroup')).toBe(count('AWS::Lambda::Function'));
  });
});

it('functions that call malls open what the key sealed for this project, and nothing else', () => {
  const decrypting = statementsOf(tsunagi).filter(({ statement }) =>
    [statement.Action].flat().some((action) => String(action).startsWith('kms:')),
  );
  expect(decrypting.map(({ where }) => where.replace('DefaultPolicy', '')).sort()).toEqual([
    'healthproberole',
    'pollordersrole',
    'pushstatusrole',
    'reconcilerole',
    'syncstockrole',
  ]);
  for (const { statement } of decrypting) {
    expect(statement).toMatchObject({
      Action: 'kms:Decrypt',
      // Every data key that was ever stored was made under this word: it is not to be changed in both places at once.
      Condition: { StringEquals: { 'kms:EncryptionContext:app': 'tsunagi' } },
    });
  }
});

it('permissions stay named with everything that parameters can add', () => {
  expect(both.flatMap((one) => wideActions(one, keyPolicy))).toEqual([]);
  expect(both.flatMap((one) => unnamedResources(one, keyPolicy))).toEqual([]);
  expect(both.flatMap(openPrincipals)).toEqual([]);
  expect(both.flatMap(scans)).toEqual([]);
});

describe('each check complains when its rule is broken:', () => {
  function changed(template: TemplateJson, type: string, change: (resource: Resource) => void): TemplateJson {
    const copy = structuredClone(template);
    const found = Object.values(copy.Resources).find(({ Type }) => Type === type);
    change(found as Resource);
    return copy;
  }
  const without = (name: string) => (one: Resource) => void Reflect.deleteProperty(one.Properties, name);

  it.each([
    ['a queue', tsunagi, 'AWS::SQS::Queue', 'SqsManagedSseEnabled'],
    ['a table', data, 'AWS::DynamoDB::GlobalTable', 'SSESpecification'],
    ['a key that is never rotated', data, 'AWS::KMS::Key', 'EnableKeyRotation'],
  ])('the check of encryption complains of %s that is not encrypted', (_, template, type, property) => {
    const before = unencrypted(template).length;
    expect(unencrypted(changed(template, type, without(property)))).toHaveLength(before + 1);
  });

  it('the check of encryption complains of a type that it does not know', () => {
    const strange = { Type: 'AWS::S3::Bucket', Properties: {} };
    expect(unencrypted({ Resources: { strange } })).toEqual([expect.stringContaining('say in encryption.ts')]);
  });

  it.each(['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'])(
    'the check of encryption complains of a resource without its %s',
    (type) => {
      const open = changed(tsunagi, type, (policy) => {
        const { Statement } = policy.Properties.PolicyDocument as { Statement: { Effect: string }[] };
        for (const statement of Statement) if (statement.Effect === 'Deny') statement.Effect = 'Allow';
      });
      expect(openToPlainText(open)).toEqual([expect.stringContaining('without TLS')]);
    },
  );

  it('the check of encryption complains of an address without TLS', () => {
    const plain = changed(tsunagi, 'AWS::Lambda::Function', ({ Properties }) => {
      (Properties.Environment as { Variables: Record<string, string> }).Variables.RMS_BASE_URL = 'http://mall.example';
    });
    expect(plainAddresses(plain)).toEqual([expect.stringContaining('calls RMS_BASE_URL without TLS')]);
  });
});
