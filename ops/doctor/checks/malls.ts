import type { MallReach } from '../../../wiring/examination.ts';
import { type Outcome, reporterFor } from '../outcome.ts';
import type { Remedies } from '../remedies.ts';

const say = reporterFor('malls');

/** The malls answer. Whether the functions on AWS reach them shows in how far the shops are behind. */
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

/** A stage without a reference address to detect a broken network of its own; undefined where the probing function was not seen. */
export function checkReference(referenceUrl: string | undefined, { deploy }: Remedies): Outcome[] {
  if (referenceUrl !== '') return [];
  return [
    say.watch(
      'No independent address is set: the parameter referenceUrl is empty',
      'When our own network is cut, that is taken for an outage of every mall, and merchants are written to.',
      'Take referenceUrl out of cdk.json, so that it has its standard value again, or give another address; and deploy:',
      deploy,
    ),
  ];
}

const silence = {
  connect: 'no connection',
  timeout: 'no answer in 10 seconds',
  reset: 'the connection broke off',
  'too-large': 'an answer without end',
} as const;
