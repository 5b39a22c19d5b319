import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lostBetween, type Standing, standingOf } from '../../proving/release/standing.ts';
import { jsonOf, templatesOf } from '../../proving/templates.ts';
import { keptVersions, releasesFolder } from '../../proving/trial/release.ts';

/** What a deployment of this tree leaves of a stage that a kept release made, with these parameters. */
function standingWith(context: Record<string, unknown>): Standing {
  // As a release is kept: local/assembly/synthesise.ts.
  const { data, tsunagi } = templatesOf({ stage: 'local', sender: 'a@example.jp', mailFromName: '角田', ...context });
  return { ...standingOf(jsonOf(data)), ...standingOf(jsonOf(tsunagi)) };
}

/** What docs/how-to/upgrade.md has people set for a stage whose key was made before there was the parameter. */
const asThePageSays = { multiRegionKey: false };
const upgraded = standingWith(asThePageSays);

describe.each(keptVersions())('an upgrade of a stage that %s made', (version) => {
  const kept = JSON.parse(readFileSync(join(releasesFolder, version, 'standing.json'), 'utf8')) as Standing;
  const ofType = (type: string) => Object.values(kept).filter(({ Type }) => Type === type).length;

  it('an upgrade starts from tables, queues and a key', () => {
    expect(ofType('AWS::DynamoDB::GlobalTable')).toBeGreaterThanOrEqual(5);
    expect(ofType('AWS::SQS::Queue')).toBeGreaterThanOrEqual(2);
    expect(ofType('AWS::KMS::Key')).toBe(1);
  });

  it('an upgrade replaces and deletes no table, queue or key, nor anything else that others hold on to', () => {
    expect(lostBetween(kept, upgraded)).toEqual([]);
  });

  it('CloudFormation would refuse an upgrade for its key alone without the parameter that keeps it', () => {
    const key = kept.DataKey17AFBB84;
    const expected =
      key?.MultiRegion === true ? [] : [expect.stringMatching(/^DataKey17AFBB84 .* MultiRegion undefined → true/)];
    expect(lostBetween(kept, standingWith({}))).toEqual(expected);
  });

  it('the upgrade is documented where people read about upgrades', () => {
    const page = readFileSync('docs/how-to/upgrade.md', 'utf8');
    expect(page).toContain('"multiRegionKey": false');
  });
});

it('an upgrade that loses something is noticed: another id, another key of a table, another name of a queue', () => {
  const careless: Standing = {
    ...Object.fromEntries(Object.entries(upgraded).filter(([id]) => !id.startsWith('Stock'))),
    OrdersA9B65338: { ...upgraded.OrdersA9B65338, KeySchema: [] },
    statusworkqueue: { Type: 'AWS::SQS::Queue', QueueName: 'other' },
  };
  const before = { ...upgraded, statusworkqueue: { Type: 'AWS::SQS::Queue', QueueName: 'tsunagi-local-status' } };
  expect(lostBetween(before, careless)).toEqual([
    expect.stringMatching(/^OrdersA9B65338 .* KeySchema/),
    'Stock38709CBC (AWS::DynamoDB::GlobalTable) would be gone.',
    expect.stringMatching(/^statusworkqueue .* QueueName "tsunagi-local-status" → "other"/),
  ]);
});
