import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('are reported when they go off and when they clear, by what the cloud sees of its functions', async () => {
    const { cloud } = fixture;
    await cloud.invoke('obey', { do: 'throw' });
    await until('the alarm', () => news.some(({ name, state }) => name === 'fixture-failing' && state === 'ALARM'));
    expect(cloud.standingAlarms()).toEqual(new Set(['fixture-failing']));
    expect((await inspectFolder(fixture.folder)).work?.alarms).toMatchObject([{ name: 'fixture-failing' }]);
    await until('its end', () => news.at(-1)?.state === 'OK');
    expect(cloud.standingAlarms()).toEqual(new Set());
    expect(news.map(({ name, state }) => `${state} ${name}`)).toEqual(['ALARM fixture-failing', 'OK fixture-failing']);
    expect((await inspectFolder(fixture.folder)).work?.alarms).toEqual([]);
    expect(fixture.said.filter((sentence) => sentence.startsWith('Judging'))).toEqual([]);
  });
});
