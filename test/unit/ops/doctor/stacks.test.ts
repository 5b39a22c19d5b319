import { describe, expect, it } from 'vitest';
import { diagnose, troubles } from './diagnose.ts';
import { known, stack } from './stage-facts.ts';

describe('the doctor finds in the stacks', () => {
  it('one that is not there, half deployed or rolled back, and says the next step', () => {
    expect(troubles({ stack: known(null) }).told).toContain(
      'wrong stacks: There is no stack Tsunagi-prod in ap-northeast-1',
    );
    const half = diagnose({
      stack: known(stack('Tsunagi-prod', { status: 'UPDATE_ROLLBACK_FAILED', reason: 'no role' })),
    });
    expect(half[2]).toMatchObject({
      kind: 'wrong',
      what: 'Tsunagi-prod is UPDATE_ROLLBACK_FAILED',
      why: expect.stringMatching(/^The last deployment failed half-way.*CloudFormation says: no role$/),
      fix: { say: expect.stringContaining('npx cdk rollback Tsunagi-prod -c stage=prod') },
    });
    expect(
      troubles({ dataStack: known(stack('TsunagiData-prod', { status: 'UPDATE_ROLLBACK_COMPLETE' })) }).told,
    ).toEqual(['watch stacks: TsunagiData-prod is UPDATE_ROLLBACK_COMPLETE']);
  });

  it('data that a slip can delete', () => {
    expect(troubles({ dataStack: known(stack('TsunagiData-prod', { isProtected: false })) }).run).toEqual([
      'aws cloudformation update-termination-protection --stack-name TsunagiData-prod --enable-termination-protection --region ap-northeast-1 --profile shop',
    ]);
  });

  it('different releases, and one that is not its own', () => {
    const of = (name: string, release: string) => known(stack(name, { outputs: { Release: release } }));
    const releases = (one: string, other: string) =>
      troubles({ stack: of('Tsunagi-prod', one), dataStack: of('TsunagiData-prod', other) }).told;
    expect(releases('0.2.0', '0.1.0')).toEqual([
      'wrong release: The stacks are of different releases: Tsunagi-prod 0.2.0, TsunagiData-prod 0.1.0',
    ]);
    expect(releases('0.2.0', '0.2.0')).toEqual(['watch release: The stage is of release 0.2.0, this program of 0.1.0']);
    expect(releases('0.1.0', '0.1.0')).toEqual([]);
  });
});
