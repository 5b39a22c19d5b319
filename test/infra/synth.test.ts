import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { buildDeployment } from '../../lib/app.ts';
import { everything } from './nag.ts';

const out = mkdtempSync(join(tmpdir(), 'tsunagi-synth-'));
afterAll(() => rmSync(out, { recursive: true }));

/** Runs a program as a machine without credentials, home folder or network settings would. */
function run(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: join(out, 'no-home'), ...more },
  });
}

const synth = (...args: string[]) => run(['bin/synth.ts', '--out', out, ...args]);

describe('npm run synth', () => {
  it('npm run synth writes both templates and the bundles of the functions, and says where', () => {
    const ran = synth('-c', 'stage=trial', '-c', 'rmsBaseUrl=http://127.0.0.1:4000');
    expect(ran.status, ran.stderr).toBe(0);
    const written = ran.stdout.trim().split('\n');
    expect(written).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/TsunagiData-trial\.template\.json$/),
        expect.stringMatching(/Tsunagi-trial\.template\.json$/),
        expect.stringMatching(/asset\.[0-9a-f]+$/),
      ]),
    );
    for (const path of written) expect(existsSync(path), path).toBe(true);
    expect(ran.stderr).toContain('/Tsunagi-trial: warning: No sender is set');
  });

  it('npm run synth refuses wrong parameters, all of them at once, without a stack trace', () => {
    const ran = synth('-c', 'stage=PROD', '-c', 'shards=0');
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('stage is "PROD"');
    expect(ran.stderr).toContain('shards is "0"');
    expect(ran.stderr).not.toMatch(/^ {4}at /m);
  });

  it('npm run synth refuses a parameter without a value', () => {
    const ran = synth('-c', 'stage');
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('"stage" is not a parameter: write it as name=value');
  });
});

it('no part of a deployment has an unexplained warning of the CDK', () => {
  const outdir = join(out, 'judged');
  const vault = 'arn:aws:backup:ap-northeast-3:111122223333:backup-vault:tsunagi';
  const more = {
    ...{ fixedAddresses: '2', release: 'canary', malls: 'amazon,rms,shopify,yahoo', shards: '2', tracing: 'on' },
    ...{ merchantChats: 'true', backupCopyTo: vault, ticketEmail: 'desk@example.jp' },
  };
  // Other tests do without it, for speed.
  vi.stubEnv('CDK_VALIDATION', 'true');
  try {
    buildDeployment({ outdir, context: { 'aws:cdk:bundling-stacks': [], ...everything, ...more } }).app.synth();
  } finally {
    vi.unstubAllEnvs();
  }
  expectValid(outdir);
});

/** No rule of CloudFormation's is broken; that there is something to suppress shows that the rules were asked. */
function expectValid(outdir: string): void {
  const { pluginReports: reports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: { violations: { ruleName: string; description: string }[]; suppressedViolations: unknown[] }[];
  };
  expect(reports.flatMap(({ violations }) => violations.map((one) => `${one.ruleName} ${one.description}`))).toEqual(
    [],
  );
  // Both topics start the alias of relay-alarms.
  expect(reports.flatMap(({ suppressedViolations }) => suppressedViolations)).not.toEqual([]);
}

describe('the app that cdk.json names', () => {
  const assembly = join(out, 'by-cdk');
  /** As the CDK's command starts it: https://github.com/aws/aws-cdk-cli hands over everything by the environment. */
  const started = (context: object, more: Readonly<Record<string, string>> = {}) => {
    const { app } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { app: string };
    return run(app.split(' ').slice(1), {
      CDK_OUTDIR: assembly,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
      ...more,
    });
  };
  const written = (file: string) => readFileSync(join(assembly, file), 'utf8');

  it('the app of cdk.json writes the same templates for every account and region, and guards the stack with the data', () => {
    const context = { stage: 'trial', opsEmail: 'ops@example.jp' };
    const ran = started(context);
    expect(ran.status, ran.stderr).toBe(0);
    const files = ['TsunagiData-trial.template.json', 'Tsunagi-trial.template.json'];
    const templates = files.map(written);
    for (const template of templates) {
      // A region's name, or an account's number. The fingerprint of a bundle may consist of digits alone.
      expect(template.replaceAll(/, built as [0-9a-f]{12}"/g, '"')).not.toMatch(
        /\b(?:ap|us|eu|ca|sa|me|af)-[a-z]+-\d\b|\b\d{12}\b/,
      );
    }
    const manifest = JSON.parse(written('manifest.json')) as {
      artifacts: Record<string, { environment?: string; properties?: { terminationProtection?: boolean } }>;
    };
    expect(manifest.artifacts['TsunagiData-trial']?.properties?.terminationProtection).toBe(true);
    expect(manifest.artifacts['TsunagiData-trial']?.environment).toBe('aws://unknown-account/unknown-region');

    const elsewhere = started(context, { CDK_DEFAULT_ACCOUNT: '111122223333', CDK_DEFAULT_REGION: 'eu-west-1' });
    expect(elsewhere.status, elsewhere.stderr).toBe(0);
    expect(files.map(written)).toEqual(templates);
  });

  it('the app of cdk.json writes nothing that CloudFormation refuses, with everything that parameters add', () => {
    const more = { fixedAddresses: '2', release: 'canary', tracing: 'on' };
    const errorsFail = { '@aws-cdk/core:validateAgainstDefaultRules': true };
    const ran = started({ ...everything, ...more, ...errorsFail }, { CDK_VALIDATION: 'true' });
    expect(ran.status, ran.stderr).toBe(0);
    expectValid(assembly);
  });

  it('the app of cdk.json refuses wrong parameters before it bundles a function, though the command asks for all bundles', () => {
    const ran = started({ shards: '0', 'aws:cdk:bundling-stacks': ['**'] });
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('shards is "0"');
    expect(ran.stderr).not.toContain('Bundling');
  });

  describe('of a stage that is pinned', () => {
    const place = { account: '111122223333', region: 'ap-northeast-1' };
    const context = { stage: 'prod', 'tsunagi:stages': { prod: place } };
    const as = (account: string, region: string) =>
      started(context, { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region });

    it('the app of a pinned stage writes both stacks for this account and region, so that the CDK deploys them nowhere else', () => {
      // Its own credentials, and none, as on a machine that only checks.
      for (const ran of [as(place.account, place.region), started(context)]) {
        expect(ran.status, ran.stderr).toBe(0);
        const { artifacts } = JSON.parse(written('manifest.json')) as {
          artifacts: Record<string, { environment?: string }>;
        };
        for (const stack of ['TsunagiData-prod', 'Tsunagi-prod']) {
          expect(artifacts[stack]?.environment).toBe('aws://111122223333/ap-northeast-1');
        }
      }
    });

    it.each([
      ['another account', '999988887777', 'ap-northeast-1'],
      ['another region', '111122223333', 'us-east-1'],
    ])('the app of a pinned stage refuses credentials of %s, and writes nothing', (_, account, region) => {
      rmSync(assembly, { recursive: true, force: true });
      const ran = as(account, region);
      expect(ran.status).toBe(1);
      expect(ran.stderr).toContain(
        `The stage prod belongs to account 111122223333 in ap-northeast-1 (tsunagi:stages.prod in cdk.json); these credentials are of account ${account} in ${region}.`,
      );
      expect(ran.stderr).toContain('AWS_PROFILE and AWS_REGION');
      expect(ran.stderr).not.toMatch(/^ {4}at /m);
      expect(existsSync(join(assembly, 'manifest.json'))).toBe(false);
    });
  });

  it('the app of a pinned stage refuses wrong parameters without a stack trace', () => {
    const ran = started({ stage: 'trial', sender: 'unknown' });
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('sender is "unknown"; it must be one mail address');
    expect(ran.stderr).not.toMatch(/^ {4}at /m);
  });
});
