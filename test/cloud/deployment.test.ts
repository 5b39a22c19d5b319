import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/kernel/time.ts';
import { installPythonTool } from '../../proving/python-tool.ts';
import { type Break, breaking } from './chapters/breaking.ts';
import { changing } from './chapters/changing.ts';
import { deploying } from './chapters/deploying.ts';
import { emulating } from './chapters/emulating.ts';
import { enduring } from './chapters/enduring.ts';
import { examining } from './chapters/examining.ts';
import { holding } from './chapters/holding.ts';
import { importing } from './chapters/importing.ts';
import { listening } from './chapters/listening.ts';
import { mailing } from './chapters/mailing.ts';
import { onboarding, shopUrls } from './chapters/onboarding.ts';
import { permissions } from './chapters/permissions.ts';
import { recovering } from './chapters/recovering.ts';
import { releasing } from './chapters/releasing.ts';
import { tearingDown } from './chapters/tearing-down.ts';
import { type Deployment, plannedIn } from './deployment.ts';
import { lastWords } from './last-words.ts';
import { startPlace } from './place.ts';
import { story } from './story.ts';

const installed = installPythonTool({
  ...{ name: 'MiniStack', from: 10, sizeMB: 25 },
  requirements: fileURLToPath(new URL('./ministack/requirements.txt', import.meta.url)),
});

/** One story, told in order: every chapter finds what the one before it left. What can be done while others wait is done then. */
describe('the project, deployed as a person deploys it', () => {
  if (installed.kind === 'missing') {
    skipLoudly(installed.reason);
    return;
  }
  let deployment: Deployment | undefined;
  beforeAll(async () => {
    deployment = plannedIn(await startPlace(installed.python, { shops: shopUrls.length }));
  }, minuteMs);
  afterAll(() => deployment?.place.leave());

  const the = (): Deployment => {
    if (deployment === undefined) throw new Error('There is no account and no mall: they did not start.');
    return deployment;
  };
  const step = story(async () => {
    if (deployment !== undefined) process.stderr.write(`\n${await lastWords(deployment.place)}\n`);
  });
  const broken: Break = { since: 0, over: Promise.resolve() };

  describe('a deployment from nothing', () => deploying(the, step));
  describe('everything that was started', () => listening(the, step));
  describe('the account', () => holding(the, step));
  describe('the first shops', () => onboarding(the, step));
  describe('the sender', () => mailing(the, step));
  describe('the doctor', () => examining(the, step));
  describe('the deployed schedule', () => importing(the, step));
  describe('a break of the mall', () => breaking(the, step, broken));
  describe('a role', () => permissions(the, step));
  describe('the emulator', () => emulating(the, step));
  describe('the break, still', () => enduring(the, step, broken));
  describe('a change of parameters', () => changing(the, step));
  describe('the account, changed', () => holding(the, step));
  describe('the break', () => recovering(the, step, broken));
  describe('a release that fails', () => releasing(the, step));
  describe('everything that runs now', () => listening(the, step));
  describe('the teardown', () => tearingDown(the, step));
});

function skipLoudly(reason: string): void {
  process.stderr.write(`\nSKIPPED: the deployment to an emulated account, because ${reason}.\n`);
  it('the emulator of the cloud tier is there when CI=true', () => {
    expect(process.env.CI === 'true' ? reason : null).toBeNull();
  });
}
