import { expect, it } from 'vitest';
import { oncePerCall } from '../../../bench/cloud/services.ts';

it('a call that its client tries again, since the machine was slow, is carried out and counted once', async () => {
  const once = oncePerCall();
  let carriedOut = 0;
  const carryOut = async () => {
    carriedOut += 1;
    return { status: 200, body: String(carriedOut) };
  };
  const answers = await Promise.all([once('call-1', carryOut), once('call-1', carryOut), once('call-2', carryOut)]);
  expect(answers.map(({ body }) => body)).toEqual(['1', '1', '2']);
  // Not every client says which call it makes.
  expect((await once('', carryOut)).body).toBe('3');
  expect((await once('', carryOut)).body).toBe('4');
});
