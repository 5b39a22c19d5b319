import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';

it('an error carries what could not be read, and no printout of the error shows it', () => {
  const error = new TsunagiError('mall.unreadable', 'later', 'It cannot be read.', {}, { evidence: '山田太郎' });
  expect(error.evidence()).toBe('山田太郎');
  expect(inspect(error, { showHidden: true, depth: 5 })).not.toContain('山田');
  expect(JSON.stringify(error)).not.toContain('山田');
  expect(String(error.stack)).not.toContain('山田');
});
