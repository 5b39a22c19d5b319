import { describe, expect, it } from 'vitest';
import { ParameterError, readParameters } from '../../lib/parameters.ts';
import { mallNames } from '../../malls/registry.ts';

function problemsOf(context: Record<string, unknown>): readonly string[] {
  try {
    readParameters(context);
  } catch (error) {
    if (error instanceof ParameterError) return error.problems;
    throw error;
  }
  return [];
}

describe('the parameters of a deployment', () => {
  it('parameters have standard values that import from the malls themselves', () => {
    expect(readParameters({})).toEqual({
      stage: 'dev',
      account: null,
      region: null,
      release: 'all-at-once',
      sites: {
        amazonBaseUrl: 'https://sellingpartnerapi-fe.amazon.com',
        amazonAuthUrl: 'https://api.amazon.com',
        rmsBaseUrl: 'https://api.rms.rakuten.co.jp',
        shopifyBaseUrl: 'https://{shop}.myshopify.com',
        yahooBaseUrl: 'https://circus.shopping.yahooapis.jp',
        yahooAuthUrl: 'https://auth.login.yahoo.co.jp',
      },
      shards: 1,
      retentionDays: 180,
      hintSources: null,
      importRatePerSecond: 1,
      overlapMinutes: 15,
      warmPercent: 10,
      shopsAtOnce: null,
      referenceUrl: 'https://checkip.amazonaws.com/',
      fixedAddresses: 0,
      // Amazon only where it is named.
      malls: ['rms', 'yahoo'],
      sender: null,
      senderIdentity: null,
      mailFromName: null,
      mailReplyTo: null,
      mailTelephone: null,
      mailSignature: null,
      mailsPerSecond: 1,
      interimHours: null,
      merchantChats: false,
      api: false,
      merchantBuses: null,
      opsEmail: null,
      tracing: 'off',
      multiRegionKey: true,
      existingKey: null,
      backupCopyTo: null,
      ticketEmail: null,
      budgetDollars: null,
      webhookParameter: null,
      profile: 'full',
      warmWritesPerSecond: 4_000,
      stockDrift: 'heal',
      ordersTable: null,
      revisionsTable: null,
      stockTable: null,
      shopsTable: null,
      controlTable: null,
      pushesTable: null,
      listingsTable: null,
    });
  });

  it('parameters are taken from the command line as text and from cdk.json as numbers', () => {
    expect(readParameters({ shards: '16', retentionDays: 365, importRatePerSecond: '0.5' })).toMatchObject({
      shards: 16,
      retentionDays: 365,
      importRatePerSecond: 0.5,
    });
  });

  it('wrong parameters are refused all at once, each with what was given and what was wanted', () => {
    const problems = problemsOf({ stage: 'Prod', shards: '65', retentionDays: '29', overlapMinutes: '', shard: '2' });
    expect(problems).toHaveLength(5);
    expect(problems.join('\n')).toContain('shard is not a parameter');
    expect(problems.join('\n')).toContain('shards is "65"; it must be a whole number from 1 to 64.');
  });

  it('the address of a webhook is refused in place of the name of the parameter that holds it', () => {
    const [problem, ...more] = problemsOf({
      webhookParameter: 'https://hooks.slack.com/services/T0/B0/secret',
      profile: 'small',
    });
    expect(problem).toContain('the name of a SecureString in the Parameter Store, such as "/tsunagi/prod/webhook"');
    expect(more).toEqual(['profile is "small"; it must be "full" or "essential" or "minimal".']);
    expect(readParameters({ webhookParameter: '/tsunagi/prod/webhook', profile: 'essential' })).toMatchObject({
      webhookParameter: '/tsunagi/prod/webhook',
      profile: 'essential',
    });
  });

  it('an unknown parameter is refused with the names of all known ones', () => {
    expect(() => readParameters({ rmsUrl: 'x' })).toThrow(
      /Known: stage, account, region, release, amazonBaseUrl, amazonAuthUrl, rmsBaseUrl, shopifyBaseUrl, yahooBaseUrl, yahooAuthUrl, shards, retentionDays/,
    );
  });

  it('parameters leave the context of the CDK itself alone', () => {
    expect(problemsOf({ '@aws-cdk/core:checkSecretUsage': true, 'aws:cdk:bundling-stacks': [] })).toEqual([]);
    expect(problemsOf({ 'acknowledged-issue-numbers': [34892], 'cli-telemetry': false })).toEqual([]);
  });

  it.each(['http://127.0.0.1:8080', 'http://[::1]:8080', 'http://localhost:1/rms', 'https://mall.example/'])(
    'take %s as the address of RMS',
    (rmsBaseUrl) => {
      expect(readParameters({ rmsBaseUrl }).sites.rmsBaseUrl).toBe(rmsBaseUrl.replace(/\/$/, ''));
    },
  );

  it.each([
    'http://api.rms.rakuten.co.jp',
    'http://127.0.0.1.evil.example',
    'ftp://127.0.0.1',
    'https://u:p@x.example',
    'api',
  ])('%s is refused, since keys and orders would travel in the clear', (rmsBaseUrl) => {
    expect(problemsOf({ rmsBaseUrl })).toEqual([expect.stringContaining('it must be an https address')]);
  });

  it('referenceUrl takes an independent address, and none', () => {
    const referenceUrl = 'https://elsewhere.example/';
    expect(readParameters({ referenceUrl })).toMatchObject({ referenceUrl });
    expect(readParameters({ referenceUrl: '' })).toMatchObject({ referenceUrl: null });
    for (const wrong of ['http://example.jp', 'checkip.amazonaws.com', 'https://u:p@x.example', 'ftp://127.0.0.1']) {
      expect(problemsOf({ referenceUrl: wrong })).toEqual([expect.stringContaining('an https address such as')]);
    }
  });

  it.each(['1.5', 'Infinity', 'NaN', ' ', '0x4', '1e1'])('%j is refused as a number of shards', (shards) => {
    expect(problemsOf({ shards })).toHaveLength(1);
  });

  it.each(['ops@example.jp', "o'neill+tsunagi@mail.example.co.jp"])('%s is taken as a mail address', (address) => {
    expect(readParameters({ sender: address, mailFromName: '角田システム', opsEmail: address })).toMatchObject({
      sender: address,
      opsEmail: address,
    });
  });

  it.each([
    'ops',
    'ops@localhost',
    'Ops <ops@example.jp>',
    'a@example.jp,b@example.jp',
    'a b@example.jp',
    '店@example.jp',
  ])('%s is refused as a mail address', (opsEmail) => {
    expect(problemsOf({ opsEmail })).toEqual([expect.stringContaining('it must be one mail address')]);
  });

  it('interimHours takes whole hours between mails in a long outage, and none', () => {
    expect(readParameters({ interimHours: 6 }).interimHours).toBe(6);
    expect(readParameters({ interimHours: '' }).interimHours).toBeNull();
    for (const interimHours of ['0', '73', '1.5', 'often']) {
      expect(problemsOf({ interimHours })).toEqual([expect.stringContaining('a whole number from 1 to 72, or empty')]);
    }
  });

  it('a sender needs a name, and what would break a header is refused', () => {
    expect(problemsOf({ sender: 'info@example.jp' })).toEqual([expect.stringContaining('mailFromName is not')]);
    const words = { sender: 'info@example.jp', mailFromName: '角田システム\r\nBcc: eve@example.jp' };
    expect(problemsOf(words).join('\n')).toContain('it must be up to 500 characters on one line');
  });

  it('the ARN of a vault that backups are copied to is taken, and none', () => {
    const vault = 'arn:aws:backup:ap-northeast-3:111122223333:backup-vault:tsunagi-copies';
    expect(readParameters({ backupCopyTo: vault }).backupCopyTo).toBe(vault);
    expect(readParameters({ backupCopyTo: '' }).backupCopyTo).toBeNull();
    for (const wrong of [
      'tsunagi-copies',
      vault.replace('backup-vault', 'recovery-point'),
      `${vault}:*`,
      `${vault}/x`,
    ]) {
      expect(problemsOf({ backupCopyTo: wrong })).toEqual([
        expect.stringContaining('the ARN of a vault of AWS Backup'),
      ]);
    }
  });

  it('the ARN of an existing key is taken, and no alias, which could be moved', () => {
    const existingKey = 'arn:aws:kms:ap-northeast-3:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';
    expect(readParameters({ existingKey }).existingKey).toBe(existingKey);
    for (const wrong of [
      'alias/tsunagi',
      existingKey.replace('key/', 'alias/'),
      'mrk-1234abcd12ab34cd56ef1234567890ab',
      `${existingKey}*`,
    ])
      expect(problemsOf({ existingKey: wrong })).toEqual([expect.stringContaining('the ARN of a KMS key (no alias)')]);
  });

  it('yes and no are taken for a key of all Regions', () => {
    expect(readParameters({ multiRegionKey: 'false' }).multiRegionKey).toBe(false);
    expect(readParameters({ multiRegionKey: true }).multiRegionKey).toBe(true);
    expect(problemsOf({ multiRegionKey: 'no' })).toEqual(['multiRegionKey is "no"; it must be "true" or "false".']);
  });

  it('names of malls between commas are taken; an unknown one, a repeated one and an empty list are refused', () => {
    expect(readParameters({ malls: ' rms ' }).malls).toEqual(['rms']);
    expect(readParameters({ malls: ['rms'] }).malls).toEqual(['rms']);
    for (const malls of ['rms,rakuten', 'rms,rms', '']) {
      expect(problemsOf({ malls })).toEqual([
        `malls is "${malls}"; it must be names of malls between commas, each once; there are ${mallNames.join(', ')}.`,
      ]);
    }
  });

  it('the name of an existing table is taken, and the empty text for the own one', () => {
    expect(readParameters({ ordersTable: 'orders-2026-05-01', stockTable: '' })).toMatchObject({
      ordersTable: 'orders-2026-05-01',
      stockTable: null,
    });
    expect(problemsOf({ shopsTable: 'arn:aws:dynamodb:ap-northeast-1:111122223333:table/shops' })).toEqual([
      expect.stringContaining('it must be the name (no ARN) of a table'),
    ]);
  });

  it('an account and a region are taken together, and half of a place is refused', () => {
    expect(readParameters({ account: '011122223333', region: 'ap-northeast-1' })).toMatchObject({
      account: '011122223333',
      region: 'ap-northeast-1',
    });
    // A number in cdk.json has lost its leading zeros.
    expect(problemsOf({ account: 11122223333, region: 'Tokyo' })).toEqual([
      expect.stringContaining('account is 11122223333; it must be the 12 digits of an AWS account'),
      expect.stringContaining('region is "Tokyo"; it must be the name of an AWS region'),
    ]);
    expect(problemsOf({ account: '111122223333' })).toEqual([
      'account is set and region is not; a stage is pinned to both or to none.',
    ]);
    expect(problemsOf({ region: 'us-gov-west-1' })).toEqual([
      expect.stringContaining('region is set and account is not'),
    ]);
  });

  it.each(['all-at-once', 'canary', 'linear'])('%s is taken as the shape of a release, and nothing else', (release) => {
    expect(readParameters({ release }).release).toBe(release);
    expect(problemsOf({ release: `${release}!` })).toEqual([expect.stringContaining('all-at-once, canary or linear')]);
  });

  it('one existing table for two kinds of rows is refused', () => {
    expect(problemsOf({ ordersTable: 'one', controlTable: 'one', stockTable: 'two' })).toEqual([
      'ordersTable and controlTable are both "one"; each must be a table of its own.',
    ]);
  });
});

describe('the block of a stage in cdk.json', () => {
  const stages = { prod: { shards: 16, ordersTable: 'restored' }, trial: { shards: 2 } };

  it('the block of a stage in cdk.json gives this stage its parameters, and no other stage', () => {
    expect(readParameters({ 'tsunagi:stages': stages, stage: 'prod' })).toMatchObject({
      stage: 'prod',
      shards: 16,
      ordersTable: 'restored',
    });
    expect(readParameters({ 'tsunagi:stages': stages })).toMatchObject({ stage: 'dev', shards: 1, ordersTable: null });
  });

  it('the block of a stage is weaker than what stands outside it, as on the command line', () => {
    const context = { 'tsunagi:stages': stages, stage: 'prod', shards: '4', ordersTable: '' };
    expect(readParameters(context)).toMatchObject({ shards: 4, ordersTable: null });
  });

  it('the block of a stage is refused with everything that is wrong with it', () => {
    const block = { shard: 2, stage: 'prod', shards: 0 };
    expect(problemsOf({ 'tsunagi:stages': { prod: block }, stage: 'prod' })).toEqual([
      'tsunagi:stages.prod sets shard, which is not a parameter.',
      "tsunagi:stages.prod sets stage; it must not: the stage is the block's own name.",
      'shards is 0; it must be a whole number from 1 to 64.',
    ]);
    for (const wrong of ['prod', { prod: 'shards=2' }, ['prod']]) {
      expect(problemsOf({ 'tsunagi:stages': wrong, stage: 'prod' })).toEqual([
        expect.stringContaining('it must be an object of stages, each an object of parameters'),
      ]);
    }
  });
});

it('a list with an entry that is no text is refused like any other value, and is no defect', () => {
  expect(problemsOf({ malls: [{ toString: null }] })).toEqual([
    expect.stringContaining('malls is [{"toString":null}]'),
  ]);
});
