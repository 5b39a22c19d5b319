import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../lib/app.ts';
import { nagFindings, nagTolerated } from './nag.ts';

describe('cdk-nag', () => {
  it('cdk-nag finds nothing apart from the rules accepted with a reason', () => {
    expect(nagFindings(nagTolerated)).toEqual([]);
  });

  it('cdk-nag finds every accepted rule broken: one that is kept again comes off the list', () => {
    expect(nagFindings([])).toEqual(nagTolerated.map(({ id }) => id).sort());
  });

  it('cdk-nag complains of a queue that takes messages in the clear', () => {
    const plant = ({ tsunagi }: Deployment) => void new Queue(tsunagi, 'Planted');
    expect(nagFindings(nagTolerated, plant)).toEqual(['AwsSolutions-SQS4']);
  });
});
