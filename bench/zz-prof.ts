import { synthesiseBundles } from './function/bundles.ts';
import { measureBacklog } from './measure/backlog.ts';

const bundles = await synthesiseBundles();
const dbg = {
  ...bundles,
  named: (n: string) => ({ ...bundles.named(n), file: `/tmp/bx/dbg-${n}.js`, handler: 'handler' }),
};
const b = await measureBacklog(dbg as never, 5000);
console.log(b);
bundles.remove();
