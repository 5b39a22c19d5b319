import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/units.ts';
import { deploying } from './chapters/deploying.ts';
import { importing } from './chapters/importing.ts';
import { onboarding } from './chapters/onboarding.ts';
import { type Deployment, plannedIn } from './deployment.ts';
import { installMiniStack } from './ministack/install.ts';
import { startPlace } from './place.ts';
import { story } from './story.ts';

const installed = installMiniStack();

/** One story, told in order: every chapter finds what the one before it left. */
describe('the project, deployed as a person deploys it', () => {
  if (installed.kind === 'missing') {
    skipLoudly(installed.reason);
    return;
  }
  let deployment: Deployment | undefined;
  beforeAll(async () => {
    deployment = plannedIn(await startPlace(installed.python, { shops: 3 }));
  }, minuteMs);
  afterAll(() => deployment?.place.leave());

  const the = (): Deployment => {
    if (deployment === undefined) throw new Error('There is no account and no mall: they did not start.');
    return deployment;
  };
  const step = story();

  describe('a deployment from nothing', () => deploying(the, step));
  describe('the first shops', () => onboarding(the, step));
  describe('the deployed schedule', () => importing(the, step));
});

function skipLoudly(reason: string): void {
  process.stderr.write(`\nSKIPPED: the deployment to an emulated account, because ${reason}.\n`);
  it('has its emulator when CI=true', () => {
    expect(process.env.CI === 'true' ? reason : null).toBeNull();
  });
}
