import type { MallReach } from '../../../wiring/examination.ts';
import { type Outcome, sayer } from '../outcome.ts';

const say = sayer('malls');

/** The malls answer. What the functions on AWS reach is told by how far the shops are behind. */
export function checkMalls(malls: readonly MallReach[]): Outcome[] {
  return malls.map(({ mall, baseUrl, answer }) =>
    answer.kind === 'answers'
      ? say.fine(`${mall} answers at ${baseUrl} (${answer.tookMs} ms from here)`)
      : say.watch(
          `${mall} was not reached at ${baseUrl}: ${silence[answer.why]}`,
          'If that is so for the functions, too, the import waits and catches up by itself when the mall is back.',
          'Look whether shops are behind (ops status). If none is, only this machine does not reach it. A wrong address is the parameter rmsBaseUrl.',
        ),
  );
}

const silence = {
  connect: 'no connection',
  timeout: 'no answer in 10 seconds',
  reset: 'the connection broke off',
  'too-large': 'an answer without end',
} as const;
