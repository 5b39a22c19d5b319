import { expect, it } from 'vitest';
import { calledAs } from '../../../bin/called-as.ts';

it.each([
  ['/usr/lib/node_modules/tsunagi/bin/ops.js', 'ops drill'],
  ['/srv/tsunagi/bin/ops.ts', 'ops drill'],
  ['/srv/tsunagi/node_modules/.bin/ops', 'ops drill'],
  ['/srv/ops/bin/drill.ts', 'npm run drill --'],
  ['', 'npm run drill --'],
])('a program that %j has started says that it was called as %s', (startedBy, called) => {
  expect(calledAs('drill', startedBy)).toBe(called);
});
