import { Worker } from 'node:worker_threads';
import type { Mutant } from '../mutant.ts';
import type { SearchedDrill } from './searched-drill.ts';

/** A searched drill in a thread of its own, where a leak may be planted. */
export function searchedIn(leak: Mutant | null, size: { readonly shops: number; readonly skus: number }) {
  return new Promise<SearchedDrill>((resolve, reject) => {
    const worker = new Worker(new URL('./drill-worker.ts', import.meta.url), { workerData: { leak, size } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
