import { writeFileSync } from 'node:fs';
const base = process.cwd() + '/proving/';
const { playScene } = await import(base + 'scenes/order/play.ts');
const [from, to, out] = process.argv.slice(2);
const all: any[] = [];
for (let seed = Number(from); seed <= Number(to); seed++) for (const mall of ['rms', 'yahoo', 'amazon', 'shopify']) {
  const { program, end, unlawful, broken } = await playScene(seed, mall, 13);
  all.push({ program, end, unlawful, broken });
}
writeFileSync(out!, JSON.stringify(all));
console.log(all.length);
