import { describe, expect, it } from 'vitest';
import { openStageInstance } from '../../../ops/frame/installation.ts';
import { NoInstance } from '../../../ops/frame/instance.ts';
import { memoryLog } from '../../../proving/memory/index.ts';
import type { StackFacts, Stage } from '../../../wiring/deployment.ts';
import { functionVariables } from './function-variables.ts';

const stack = (name: string, status: string, more: Partial<StackFacts> = {}): StackFacts => ({
  name,
  id: `arn:aws:cloudformation:ap-northeast-1:000000000000:stack/${name}/1`,
  status,
  reason: '',
  outputs: { BusName: 'bus', PollOrdersFunction: 'tsunagi-prod-poll-orders', ReconcileFunction: 'r' },
  isProtected: false,
  ...more,
});

/** The stage prod with these stacks. */
function stage(stacks: { stack?: StackFacts; dataStack?: StackFacts; others?: string[] }, gone: string[] = []): Stage {
  return {
    name: 'prod',
    region: 'ap-northeast-1',
    names: { stack: 'Tsunagi-prod', dataStack: 'TsunagiData-prod', scheduleGroup: 'g', topics: ['t'] },
    stack: async (which) => stacks[which] ?? null,
    others: async () => stacks.others ?? [],
    variables: async (name) => (gone.includes(name) ? null : { ...functionVariables, STAGE: name }),
    allVariables: async () => null,
    close: () => undefined,
  };
}

const open = (found: Stage) => openStageInstance(found, 'stage prod, ap-northeast-1', memoryLog());

describe('a deployed stage', () => {
  it.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'])(
    'that is %s is worked on with the environment of its functions',
    async (status) => {
      const instance = await open(stage({ stack: stack('Tsunagi-prod', status) }));
      expect(instance.place).toBe('stage prod, ap-northeast-1');
      expect(instance.variables).toMatchObject({ STAGE: 'tsunagi-prod-poll-orders', ORDERS_TABLE: 'orders' });
      expect([instance.notices, instance.callsPerSecond]).toEqual([[], 2]);
      await instance.close();
    },
  );

  it('knows by its outputs whether mails go to merchants: without a sender nothing is deployed that writes to them', async () => {
    const outputs = { PollOrdersFunction: 'p', NotifyMerchantsFunction: 'n' };
    const [sending, silent] = await Promise.all([
      open(stage({ stack: stack('Tsunagi-prod', 'CREATE_COMPLETE', { outputs }) })),
      open(stage({ stack: stack('Tsunagi-prod', 'CREATE_COMPLETE') })),
    ]);
    expect([sending.hasSender, silent.hasSender]).toEqual([true, false]);
    await Promise.all([sending.close(), silent.close()]);
  });

  it('that a failed deployment left in between is worked on, and says so', async () => {
    const instance = await open(stage({ stack: stack('Tsunagi-prod', 'UPDATE_ROLLBACK_FAILED') }));
    expect(instance.notices).toEqual([
      expect.stringMatching(/^Tsunagi-prod is UPDATE_ROLLBACK_FAILED: .*npx cdk rollback Tsunagi-prod -c stage=prod/),
    ]);
    await instance.close();
  });

  it.each([
    ['CREATE_IN_PROGRESS', /being deployed for the first time. Wait/],
    ['REVIEW_IN_PROGRESS', /never carried out. Deploy: npx cdk deploy --all -c stage=prod/],
    ['ROLLBACK_IN_PROGRESS', /being undone. Wait/],
    ['ROLLBACK_COMPLETE', /nothing of it works. Read why .*npx cdk deploy --all -c stage=prod/],
    ['CREATE_FAILED', /nothing of it works/],
    ['DELETE_IN_PROGRESS', /it is being deleted/],
    ['DELETE_FAILED', /go on: npm run ops -- teardown --stage prod/],
  ])('that is %s was never whole, or is no more: it says the next step', async (status, message) => {
    const opening = open(stage({ stack: stack('Tsunagi-prod', status, { reason: 'Role missing' }) }));
    await expect(opening).rejects.toThrow(NoInstance);
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toThrow(new RegExp(`^Tsunagi-prod cannot be worked on: it is ${status}`));
    await expect(opening).rejects.toThrow(/CloudFormation says: Role missing$/);
  });

  it('that is not there names the stages that are', async () => {
    await expect(open(stage({ others: ['dev', 'test'] }))).rejects.toThrow(
      /^There is no stack Tsunagi-prod in ap-northeast-1\. Stages there: dev, test\. [\s\S]*docs\/start\/deploy\.md/,
    );
  });

  it('that is not there, and no other, asks for region and account', async () => {
    await expect(open(stage({}))).rejects.toThrow(/another region \(--region\) or account \(--profile\)/);
  });

  it('whose data alone are there says how it comes back', async () => {
    await expect(open(stage({ dataStack: stack('TsunagiData-prod', 'CREATE_COMPLETE') }))).rejects.toThrow(
      /Its data are there \(TsunagiData-prod\)[\s\S]*npx cdk deploy --all -c stage=prod$/,
    );
  });

  it('without a function says to deploy again', async () => {
    const whole = stack('Tsunagi-prod', 'CREATE_COMPLETE');
    await expect(open(stage({ stack: { ...whole, outputs: { BusName: 'b' } } }))).rejects.toThrow(/no output/);
    await expect(open(stage({ stack: whole }, ['tsunagi-prod-poll-orders']))).rejects.toThrow(
      /no function tsunagi-prod-poll-orders any more. Deploy it again/,
    );
  });
});
