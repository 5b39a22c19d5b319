import { describe, expect, it } from 'vitest';
import { readProbeSettings } from '../../../wiring/probe-settings.ts';

const complete = {
  SHOPS_TABLE: 'shops',
  CONTROL_TABLE: 'control',
  PUSHES_TABLE: 'pushes',
  LISTINGS_TABLE: 'listings',
  EVENT_BUS: 'bus',
  DATA_KEY_ID: 'key',
  RMS_BASE_URL: 'https://mall.example',
  REFERENCE_URL: '',
};

describe('the settings of the probes', () => {
  it('are fewer than those of what brings orders in', () => {
    expect(readProbeSettings(complete)).toMatchObject({
      tables: { shops: 'shops', control: 'control' },
      referenceUrl: null,
      clock: { speed: 1 },
    });
  });

  it('may name an independent address, and a clock that runs faster', () => {
    const referenceUrl = 'https://elsewhere.example/';
    const clock = { realAtMs: 1, atMs: 2, speed: 60 };
    const environment = { ...complete, REFERENCE_URL: referenceUrl, TSUNAGI_CLOCK: JSON.stringify(clock) };
    expect(readProbeSettings(environment)).toMatchObject({ referenceUrl, clock });
  });

  it('name every variable that is missing or wrong', () => {
    const { EVENT_BUS: _, SHOPS_TABLE: __, ...rest } = complete;
    expect(() => readProbeSettings({ ...rest, TSUNAGI_CLOCK: '{}' })).toThrow(
      /SHOPS_TABLE is not set[\s\S]*EVENT_BUS is not set[\s\S]*TSUNAGI_CLOCK must be/,
    );
  });
});
