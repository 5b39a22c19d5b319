import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAlarms } from '../../aws/deployment/alarms.ts';
import type { AlarmNews } from '../../local/alarms/watch.ts';
import { inspectFolder } from '../../local/desk/inspect-folder.ts';
import { type FixtureCloud, startFixture } from './fixture/running-cloud.ts';
import { until } from './fixture/until.ts';

describe('the alarms of the templates, on one machine', () => {
  let fixture: FixtureCloud;
  const news: AlarmNews[] = [];

  beforeAll(async () => {
    fixture = await startFixture();
    fixture.cloud.onAlarm((one) => news.push(one));
  });
  afterAll(() => fixture.stop());

  it('alarms of the templates are reported on one machine when they go off and when they clear', async () => {
    const { cloud } = fixture;
    await cloud.invoke('obey', { do: 'throw' });
    await until('the alarm', () => news.some(({ name, state }) => name === 'fixture-failing' && state === 'ALARM'));
    expect(cloud.standingAlarms()).toEqual(new Set(['fixture-failing']));
    const since = news.find(({ state }) => state === 'ALARM')?.atMs;
    const standing = [{ name: 'fixture-failing', since }];
    expect((await inspectFolder(fixture.folder)).work?.alarms).toMatchObject(standing);
    // As a deployed stage is asked.
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = 'none' } = cloud.env;
    const credentials = { accessKeyId, secretAccessKey };
    const asked = new CloudWatchClient({
      endpoint: cloud.endpoints.eventbridge,
      region: 'ap-northeast-1',
      credentials,
    });
    expect(await readAlarms(asked, 'fixture')).toMatchObject(standing);
    asked.destroy();
    await until('its end', () => news.at(-1)?.state === 'OK');
    expect(cloud.standingAlarms()).toEqual(new Set());
    expect(news.map(({ name, state }) => `${state} ${name}`)).toEqual(['ALARM fixture-failing', 'OK fixture-failing']);
    expect((await inspectFolder(fixture.folder)).work?.alarms).toEqual([]);
    expect(fixture.said.filter((sentence) => sentence.startsWith('Judging'))).toEqual([]);
  });
});
