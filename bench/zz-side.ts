import { synthesiseBundles } from './function/bundles.ts';
import { measureBacklog } from './measure/backlog.ts';

const bundles = await synthesiseBundles();
const old = {
  ...bundles,
  named: (n: string) => ({ ...bundles.named(n), file: `/tmp/bx/old-${n}.js`, handler: 'handler' }),
};
const mem = process.argv[2] ? Number(process.argv[2]) : 256;
const orders = Number(process.argv[3] ?? 5000);
const at = (b: typeof bundles) => ({ ...b, named: (n: string) => ({ ...b.named(n), memoryMiB: mem }) });
for (let i = 0; i < Number(process.argv[4] ?? 4); i++) {
  const a = await measureBacklog(at(old) as never, orders);
  const b = await measureBacklog(at(bundles) as never, orders);
  console.log(
    `old ${(a.cpuMs / orders).toFixed(3)} ms ${a.peakMb.toFixed(0)} MB runs ${a.runs} | new ${(b.cpuMs / orders).toFixed(3)} ms ${b.peakMb.toFixed(0)} MB runs ${b.runs} | ratio ${(b.cpuMs / a.cpuMs).toFixed(2)}`,
  );
}
bundles.remove();
