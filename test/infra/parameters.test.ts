import { describe, expect, it } from 'vitest';
import { ParameterError, readParameters } from '../../lib/parameters.ts';

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
  it('have standard values that import from Rakuten itself', () => {
    expect(readParameters({})).toEqual({
      stage: 'dev',
      rmsBaseUrl: 'https://api.rms.rakuten.co.jp',
      shards: 1,
      retentionDays: 180,
      importRatePerSecond: 1,
      overlapMinutes: 15,
    });
  });

  it('are taken from the command line as text and from cdk.json as numbers', () => {
    expect(readParameters({ shards: '16', retentionDays: 365, importRatePerSecond: '0.5' })).toMatchObject({
      shards: 16,
      retentionDays: 365,
      importRatePerSecond: 0.5,
    });
  });

  it('are refused all at once, each with what was given and what was wanted', () => {
    const problems = problemsOf({ stage: 'Prod', shards: '65', retentionDays: '29', overlapMinutes: '', shard: '2' });
    expect(problems).toHaveLength(5);
    expect(problems.join('\n')).toContain('shard is not a parameter');
    expect(problems.join('\n')).toContain('shards is "65"; it must be a whole number from 1 to 64.');
  });

  it('name every known parameter when one is unknown', () => {
    expect(() => readParameters({ rmsUrl: 'x' })).toThrow(/Known: stage, rmsBaseUrl, shards, retentionDays/);
  });

  it('leave the context of the CDK itself alone', () => {
    expect(problemsOf({ '@aws-cdk/core:checkSecretUsage': true, 'aws:cdk:bundling-stacks': [] })).toEqual([]);
  });

  it.each(['http://127.0.0.1:8080', 'http://[::1]:8080', 'http://localhost:1/rms', 'https://mall.example/'])(
    'take %s as the address of RMS',
    (rmsBaseUrl) => {
      expect(readParameters({ rmsBaseUrl }).rmsBaseUrl).toBe(rmsBaseUrl.replace(/\/$/, ''));
    },
  );

  it.each([
    'http://api.rms.rakuten.co.jp',
    'http://127.0.0.1.evil.example',
    'ftp://127.0.0.1',
    'https://u:p@x.example',
    'api',
  ])('refuse %s, over which keys and orders would travel in the clear', (rmsBaseUrl) => {
    expect(problemsOf({ rmsBaseUrl })).toEqual([expect.stringContaining('it must be an https address')]);
  });

  it.each(['1.5', 'Infinity', 'NaN', ' ', '0x4', '1e1'])('refuse %j as a number of shards', (shards) => {
    expect(problemsOf({ shards })).toHaveLength(1);
  });
});
