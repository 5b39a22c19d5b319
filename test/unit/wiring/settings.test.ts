import { describe, expect, it } from 'vitest';
import { notifyVariables } from '../../../wiring/notify-function.ts';
import { portVariables, readPortSettings } from '../../../wiring/ports.ts';
import { probeVariables } from '../../../wiring/probe-function.ts';
import { readSettings } from '../../../wiring/settings.ts';
import { stockVariables } from '../../../wiring/stock-function.ts';

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

describe('the settings of a function', () => {
  it('come from the variables that it needs, and no others', () => {
    const settings = readSettings(portVariables, { ...complete, SENDER: 'info@example.jp' });
    expect(settings).toMatchObject({ STAGE: 'prod', SHARDS: 16, RETENTION_DAYS: 180, TSUNAGI_CLOCK: { speed: 1 } });
    expect(settings).not.toHaveProperty('SENDER');
    expect(readSettings(probeVariables, complete)).not.toHaveProperty('ORDERS_TABLE');
  });

  it('have the malls that are named, each with all of its addresses', () => {
    const both = { ...complete, YAHOO_BASE_URL: 'https://y.example', YAHOO_AUTH_URL: 'https://a.example' };
    const sites = (MALLS: string) => readPortSettings({ ...both, MALLS }).sites;
    const yahoo = { baseUrl: 'https://y.example', authUrl: 'https://a.example' };
    expect(sites('yahoo')).toEqual({ yahoo });
    expect(Object.keys(sites('rms,yahoo'))).toEqual(['rms', 'yahoo']);
    expect(() => sites('rms,nowhere')).toThrow('MALLS names "nowhere"; there are amazon, rms, shopify, yahoo.');
    expect(() => readPortSettings({ ...complete, MALLS: 'yahoo' })).toThrow('YAHOO_AUTH_URL is not set');
  });

  it('have the malls of which an address is set in a function of the release before, which names none; one at least', () => {
    const { sites } = readPortSettings(complete);
    expect(sites).toEqual({ rms: { baseUrl: 'https://mall.example' } });
    expect(() => readPortSettings({ ...complete, YAHOO_BASE_URL: 'https://mall.example' })).toThrow(
      'YAHOO_AUTH_URL is',
    );
    expect(() => readPortSettings({ ...complete, RMS_BASE_URL: '' })).toThrow('No mall is set');
  });

  it.each([
    ['0', 'SHARDS is "0", expected a number above 0.'],
    ['x', 'SHARDS is "x", expected a number above 0.'],
    ['2.5', 'SHARDS is "2.5", expected a whole number.'],
  ])('refuse %j as the number of shards', (SHARDS, problem) => {
    expect(() => readSettings(portVariables, { ...complete, SHARDS })).toThrow(problem);
  });

  it('name every variable that is missing or wrong', () => {
    const { SHARDS: _, STAGE: __, ...rest } = complete;
    expect(() => readSettings(portVariables, rest)).toThrow(/STAGE is not set[\s\S]*SHARDS is not set/);
    const { EVENT_BUS: ___, SHOPS_TABLE: ____, ...less } = complete;
    for (const problem of [/SHOPS_TABLE is not set/, /EVENT_BUS is not set/, /TSUNAGI_CLOCK must be/])
      expect(() => readSettings(probeVariables, { ...less, TSUNAGI_CLOCK: '{}' })).toThrow(problem);
    const wrong = { MAIL_FROM_NAME: '角田システム', INTERIM_HOURS: 'often' };
    for (const name of ['SHOPS_TABLE', 'CONTROL_TABLE', 'PUSHES_TABLE', 'SENDER', 'INTERIM_HOURS'])
      expect(() => readSettings(notifyVariables, wrong)).toThrow(name);
  });

  it('may name an independent address, and a clock that runs faster', () => {
    const clock = { realAtMs: 1, atMs: 2, speed: 60 };
    const more = { REFERENCE_URL: 'https://elsewhere.example/', TSUNAGI_CLOCK: JSON.stringify(clock) };
    expect(readSettings(probeVariables, { ...complete, REFERENCE_URL: '' })).toMatchObject({ REFERENCE_URL: null });
    expect(readSettings(probeVariables, { ...complete, ...more })).toMatchObject({
      REFERENCE_URL: more.REFERENCE_URL,
      TSUNAGI_CLOCK: clock,
    });
  });

  it('leave words in between to people, unless hours are set', () => {
    const mails = { ...complete, SENDER: 'info@example.jp', MAIL_FROM_NAME: '角田システム', MAILS_PER_SECOND: '1' };
    const hours = (INTERIM_HOURS: string) => readSettings(notifyVariables, { ...mails, INTERIM_HOURS }).INTERIM_HOURS;
    expect([hours(''), hours('6')]).toEqual([null, 6]);
  });

  it('say what becomes of levels that differ', () => {
    const stock = { ...complete, STOCK_INTAKE_QUEUE_URL: 'intake', STOCK_REJECTED_QUEUE_URL: 'rejected' };
    const drift = (STOCK_DRIFT: string) => readSettings(stockVariables, { ...stock, STOCK_DRIFT }).STOCK_DRIFT;
    expect([drift('heal'), drift('ask')]).toEqual(['heal', 'ask']);
    expect(() => drift('wait')).toThrow('STOCK_DRIFT is "wait", expected "heal" or "ask".');
  });
});
