import { parentPort, workerData } from 'node:worker_threads';
import { readProductOf } from '../../worlds/other-tree.ts';
import type { PlayedOrderScene } from './play.ts';
import type { OrderProgram } from './scene.ts';

const { program, checkout } = workerData as { program: OrderProgram; checkout: string };
readProductOf(checkout);
// Loaded only now, since what it imports is another tree's.
const { playOrderProgram } = await import('./play.ts');
const { broken, story, end }: PlayedOrderScene = await playOrderProgram(program);
parentPort?.postMessage({ broken, story, end });
