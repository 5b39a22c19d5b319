import { expect, it } from 'vitest';
import { dynamoDrifts } from '../../../aws/dynamodb/drifts.ts';
import { fakeTable } from './fake-service.ts';

it('a night’s comparison found nothing closed where the release that wrote it did not look', async () => {
  const { dynamodb, table } = fakeTable();
  const found = { after: null, finished: true, at: 1, compared: 2, differing: 0, absent: 0, examples: [] };
  dynamodb.on('GetItem', () => ({
    Item: { scope: { S: 'drift#2026-11-25' }, entry: { S: 'rms#a' }, found: { S: JSON.stringify(found) } },
  }));
  expect(await dynamoDrifts(table).get('2026-11-25', 'rms#a')).toEqual({
    ...found,
    shop: 'rms#a',
    night: '2026-11-25',
    closed: 0,
    newlyClosed: 0,
    closedItems: [],
  });
});
