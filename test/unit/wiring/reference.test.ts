import { describe, expect, it } from 'vitest';
import { TransportFailure, type TransportFailureKind } from '../../../malls/http.ts';
import { httpReference } from '../../../wiring/reference.ts';

const url = 'https://elsewhere.example/';

describe('the independent address', () => {
  it('is none where none is set', () => {
    expect(httpReference(async () => ({ status: 200, headers: {}, body: '' }), null)).toBeNull();
  });

  it.each([200, 301, 404, 503])('answers by whatever it says, such as %i', async (status) => {
    const reference = httpReference(async () => ({ status, headers: {}, body: '' }), url);
    expect(await reference?.answers()).toBe(true);
  });

  it.each<[TransportFailureKind, boolean]>([
    ['connect', false],
    ['timeout', false],
    ['reset', false],
    ['too-large', true],
  ])('that breaks off by %s: %s', async (kind, answers) => {
    const failing = httpReference(async () => Promise.reject(new TransportFailure(kind, 'x')), url);
    expect(await failing?.answers()).toBe(answers);
  });

  it('hides no mistake of ours', async () => {
    const broken = httpReference(async () => Promise.reject(new TypeError('x')), url);
    await expect(broken?.answers()).rejects.toThrow(TypeError);
  });
});
