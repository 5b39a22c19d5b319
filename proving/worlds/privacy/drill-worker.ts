import { parentPort, workerData } from 'node:worker_threads';
import type { Mutant } from '../mutant.ts';
import { plant } from '../plant.ts';

const { leak, size } = workerData as { leak: Mutant | null; size: { shops: number; skus: number } };
if (leak) plant(leak);
const { searchedDrill } = await import('./searched-drill.ts');
parentPort?.postMessage(await searchedDrill(size));
