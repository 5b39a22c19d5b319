import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ArguedAdvisory, auditProblems, readAudit } from './audit.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const argued = JSON.parse(readFileSync(`${root}/docs/audit.json`, 'utf8')) as readonly ArguedAdvisory[];
const today = (): string => new Date().toISOString().slice(0, 10);

/** A report as npm 11 prints it, with one advisory that two packages bring in. */
const report = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    leftish: {
      name: 'leftish',
      severity: 'high',
      via: [
        {
          source: 1091,
          name: 'leftish',
          title: 'Prototype pollution',
          url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
          severity: 'high',
        },
      ],
    },
    above: { name: 'above', severity: 'high', via: ['leftish'] },
  },
});
const exception: ArguedAdvisory = {
  id: 'GHSA-aaaa-bbbb-cccc',
  packageName: 'leftish',
  reason: 'only in a test',
  until: '2026-12-31',
};

describe('npm audit', () => {
  it('npm audit finds nothing that is not argued in docs/audit.json, where the registry can be asked', () => {
    const options = ['audit', '--json', '--fetch-retries=0', '--fetch-timeout=20000'];
    const { stdout, stderr } = spawnSync('npm', options, { cwd: root, encoding: 'utf8', timeout: 45_000 });
    const audit = readAudit(stdout, stderr);
    if (audit.kind === 'not-offered') {
      process.stderr.write(
        `\nNOT AUDITED: this registry does not offer npm audit (${audit.said}). Run it where one does.\n`,
      );
      return;
    }
    expect(auditProblems(audit.advisories, argued, today())).toEqual([]);
  });

  it('each argued advisory has a package, a reason and a day to look again', () => {
    for (const one of argued) {
      expect(one).toEqual({
        id: expect.stringMatching(/^(?:GHSA(?:-[a-z0-9]{4}){3}|\d+)$/),
        packageName: expect.stringMatching(/\S/),
        reason: expect.stringMatching(/\S{2,} \S+/),
        until: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      });
    }
  });
});

describe('what npm audit printed', () => {
  const asked = () => {
    const audit = readAudit(report, '');
    return audit.kind === 'asked' ? audit.advisories : [];
  };

  it('the audit fails once for each advisory without an argument, however many packages bring it in', () => {
    expect(auditProblems(asked(), [], '2026-11-24')).toEqual([expect.stringContaining('leftish: Prototype pollution')]);
  });

  it('the audit passes what is argued until its day has passed, and complains of arguments about nothing', () => {
    expect(auditProblems(asked(), [exception], '2026-11-24')).toEqual([]);
    expect(auditProblems(asked(), [exception], '2027-01-01')).toHaveLength(1);
    expect(auditProblems(asked(), [{ ...exception, packageName: 'above' }], '2026-11-24')).toHaveLength(2);
    expect(auditProblems([], [exception], '2026-11-24')).toEqual([expect.stringContaining('Take it out')]);
  });

  it.each([
    [
      'a registry without the endpoint',
      '{"message":"405 Method Not Allowed","statusCode":405,"error":{"summary":""}}',
      '',
    ],
    ['no network', '', 'npm error code ENOTFOUND'],
    ['a registry that is silent', '{"error":{"summary":"request failed, reason: ETIMEDOUT"}}', ''],
  ])('an audit that answers %s is reported as not offered, and is no finding', (_, stdout, stderr) => {
    expect(readAudit(stdout, stderr).kind).toBe('not-offered');
  });

  it.each([
    ['nothing', '', ''],
    ['something else', '{"hello":1}', ''],
    [
      'a lock file that is missing',
      '{"error":{"code":"ENOLOCK","summary":"This command requires an existing lockfile."}}',
      '',
    ],
  ])('the audit fails where its output is %s', (_, stdout, stderr) => {
    expect(() => readAudit(stdout, stderr)).toThrow(/neither/);
  });
});
