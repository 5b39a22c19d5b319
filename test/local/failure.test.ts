import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { failureText } from '../../local/desk/failure.ts';
import { FolderError } from '../../local/folder/folder-error.ts';

const quietly = { debug: false };

function errorOf(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

describe('what ends npm start is reported', () => {
  it('npm start ends with a sentence and what to do where the disk is full', () => {
    // Every write to this device fails as on a full disk.
    const error =
      process.platform === 'linux'
        ? errorOf(() => writeFileSync('/dev/full', 'x'))
        : Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(failureText(error, quietly)).toMatch(
      /^The disk is full \(ENOSPC.*What was stored is safe\. Free some space/,
    );
  });

  it('an error that explains itself ends npm start without a stack trace', () => {
    expect(failureText(new Error('Port 9000 is taken.'), quietly)).toBe('Port 9000 is taken.');
    expect(failureText('torn apart', quietly)).toBe('torn apart');
  });

  it('npm start ends with the place of the failure in debug mode; a folder that cannot be used is no defect', () => {
    expect(failureText(new Error('What?'), { debug: true })).toMatch(/^Error: What\?\n {4}at /);
    expect(failureText(new FolderError('It is held.'), { debug: true })).toBe('It is held.');
  });
});
