import { describe, expect, it } from 'vitest';
import { holdingPause, type Pause } from '../../../../core/model/pause.ts';
import type { ShopKey } from '../../../../core/model/shop.ts';

const shop = { key: 'rms#a' as ShopKey, mall: 'rms' as const, credential: { version: 3 } };
const pause = (over: Partial<Pause>): Pause => ({
  cause: 'manual',
  scope: 'rms#a',
  since: 0,
  by: 'ops',
  note: '',
  ...over,
});

describe('a pause', () => {
  it('holds its shop, and every shop of its mall', () => {
    expect(holdingPause([pause({})], shop, 0)?.cause).toBe('manual');
    expect(holdingPause([pause({ scope: 'rms', cause: 'outage' })], shop, 0)?.cause).toBe('outage');
    expect(holdingPause([pause({ scope: 'rms#b' })], shop, 0)).toBeNull();
  });

  it('for a refused key holds only while the shop has that key', () => {
    const refused = pause({ cause: 'credentials', credentialVersion: 3, retryAt: 1_000 });
    expect(holdingPause([refused], shop, 0)?.cause).toBe('credentials');
    expect(holdingPause([refused], { ...shop, credential: { version: 4 } }, 0)).toBeNull();
  });

  it('for a refused key lets one try through when its time has come', () => {
    const refused = pause({ cause: 'credentials', credentialVersion: 3, retryAt: 1_000 });
    expect(holdingPause([refused], shop, 999)).not.toBeNull();
    expect(holdingPause([refused], shop, 1_000)).toBeNull();
  });

  it('of another cause holds even while a key is tried', () => {
    const both = [pause({ cause: 'credentials', credentialVersion: 3, retryAt: 0 }), pause({})];
    expect(holdingPause(both, shop, 5_000)?.cause).toBe('manual');
  });
});
