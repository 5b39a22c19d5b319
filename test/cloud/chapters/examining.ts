import { expect } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { Outcome } from '../../../ops/doctor/outcome.ts';
import { type Deployment, stage } from '../deployment.ts';
import type { Step } from '../story.ts';
import { breakThings, mendThings } from './accidents.ts';
import { shopUrls } from './onboarding.ts';

type Trouble = Extract<Outcome, { readonly fix: object }>;

/** Things that happen in accounts of real people are done to this one, and the doctor has to find each. */
export function examining(the: () => Deployment, step: Step): void {
  let before: readonly Trouble[] = [];

  step('finds only problems that another party must fix', async () => {
    before = await troublesOf(the());
    // Records that are not in the DNS yet, and a merchant without a contact.
    expect(before.map(({ check }) => check)).toEqual(['sender', 'merchants']);
  });

  step(
    'names each of four accidents, what it means, and what to type',
    async () => {
      await breakThings(the());
      const found = (await troublesOf(the())).filter(({ what }) => !before.some((known) => known.what === what));
      const { Orders, Shops } = await the().tables();
      const told = found.map(({ check, what, fix }) => [check, what, fix.run.join('\n')]);
      expect(told).toEqual([
        ['schedules', match(`tsunagi-${stage}-poll-orders .*switched off`), match('update-schedule --state ENABLED')],
        ['tables', match('deleted: Shops'), match(`${Shops} --deletion-protection-enabled`)],
        ['tables', match('recovery is off\\): Orders'), match(`--table-name ${Orders} .*RecoveryEnabled=true`)],
        ['failed runs', match(`1 run of tsunagi-${stage}-reconcile failed`), match('purge-queue --queue-url')],
        ['shops', match(`No run polls ${shopUrls.map((url) => `rms#${url}`).join(', ')}`), ''],
      ]);
      for (const { why, fix } of found) expect([why, fix.say]).not.toContain('');
    },
    2 * minuteMs,
  );

  step('is content again when they are mended', async () => {
    await mendThings(the());
    expect(await troublesOf(the())).toEqual(before);
  });
}

const match = (pattern: string) => expect.stringMatching(new RegExp(pattern));

/** What the doctor finds, but for how far shops are behind: that changes by the minute, and is no accident. */
async function troublesOf(deployment: Deployment): Promise<readonly Trouble[]> {
  const { stdout, stderr } = await deployment.ops('doctor --json');
  if (stdout === '') throw new Error(`The doctor said nothing:\n${stderr}`);
  const { checks } = JSON.parse(stdout) as { checks: Outcome[] };
  return checks.filter((outcome): outcome is Trouble => 'fix' in outcome && !/ (is|are) behind/.test(outcome.what));
}
