import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { readProductOf } from '../worlds/other-tree.ts';
import { packLoosely } from '../worlds/pack-loosely.ts';
import type { Answer, Question } from './players.ts';

const { checkout } = workerData as { readonly checkout: string | null };
if (checkout !== null) readProductOf(checkout);
packLoosely();
// Loaded only now, since what they import is another tree's.
const [{ drawAgain, playProgram }, { readProgram }] = await Promise.all([import('./play.ts'), import('./program.ts')]);

async function answerTo({ file, fromSeed, isTold = false }: Question): Promise<Answer> {
  try {
    const program = readProgram(readFileSync(file));
    const { story, ...played } = await (fromSeed ? drawAgain(program) : playProgram(program));
    return { ...played, story: isTold ? story : [] };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', async (question: Question) => parentPort?.postMessage(await answerTo(question)));
