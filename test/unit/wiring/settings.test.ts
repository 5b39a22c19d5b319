import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../wiring/settings.ts';

const complete = {
  STAGE: 'prod',
  SHARDS: '16',
  ORDERS_TABLE: 'orders',
  REVISIONS_TABLE: 'revisions',
  STOCK_TABLE: 'stock',
  SHOPS_TABLE: 'shops',
  CONTROL_TABLE: 'control',
  PUSHES_TABLE: 'pushes',
  STATUS_QUEUE_URL: 'https://sqs.example/0/status',
  LISTINGS_TABLE: 'listings',
  STOCK_QUEUE_URL: 'https://sqs.example/0/stock',
  EVENT_BUS: 'bus',
  DATA_KEY_ID: 'key',
  RMS_BASE_URL: 'https://mall.example',
  RMS_RATE_PER_SECOND: '0.5',
  OVERLAP_MINUTES: '15',
  RETENTION_DAYS: '180',
};

describe('the settings of a process', () => {
  it('come from the variables that the stack sets', () => {
    expect(readSettings(complete)).toMatchObject({ stage: 'prod', shards: 16, callsPerSecond: 0.5 });
  });

  it.each([
    ['0', 'SHARDS is "0", expected a number above 0.'],
    ['x', 'SHARDS is "x", expected a number above 0.'],
    ['2.5', 'SHARDS is "2.5", expected a whole number.'],
  ])('refuse %j as the number of shards', (SHARDS, problem) => {
    expect(() => readSettings({ ...complete, SHARDS })).toThrow(problem);
  });

  it('name every variable that is missing', () => {
    const { SHARDS: _, STAGE: __, ...rest } = complete;
    expect(() => readSettings(rest)).toThrow(/STAGE is not set[\s\S]*SHARDS is not set/);
  });
});
