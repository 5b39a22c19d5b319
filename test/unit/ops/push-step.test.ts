import { describe, expect, it } from 'vitest';
import { pushStepText } from '../../../ops/orders/timeline.ts';

describe('a step of a push’s history', () => {
  it('says that a change was seen only where it was, and of a later look what it found', () => {
    const step = { at: 0, what: 'read-back' } as const;
    expect(pushStepText({ ...step, detail: 'progress 300' })).toBe('seen at the mall: progress 300');
    expect(pushStepText({ ...step, detail: 'looked again: progress 300, it is not so' })).toBe(
      'looked at the mall again: progress 300, it is not so',
    );
    // A row written before 0.2.0 was finished.
    expect(pushStepText({ ...step, detail: 'looked again: absent' })).toBe('looked at the mall again: absent');
  });
});
