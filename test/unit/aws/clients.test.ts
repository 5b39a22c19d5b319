import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createClients } from '../../../aws/clients.ts';
import { storeFailure } from '../../../aws/failures.ts';
import { createUndiciTransport } from '../../../malls/undici.ts';
import { environmentAccess } from '../../../wiring/aws-access.ts';
import { realChance } from '../../../wiring/chance.ts';
import { scaledClock } from '../../../wiring/clock.ts';
import { realTime } from '../../../wiring/settings.ts';

const environment = { AWS_REGION: 'ap-northeast-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

describe('the clients of a process', () => {
  it('give up on an answer that never comes, after as many tries as they may make', async () => {
    let requests = 0;
    const silent = createServer(() => {
      requests += 1;
    });
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const send = createUndiciTransport();
    const clients = createClients({
      access: async () => environmentAccess({ ...environment, AWS_ENDPOINT_URL: url }),
      send,
      clock: scaledClock(realTime),
      chance: realChance,
      requestTimeoutMs: 40,
      maxAttempts: 2,
    });
    const key = { shop: { S: 'rms#hanamori' } };
    const error = await clients
      .dynamodb()
      .call('GetItem', { TableName: 'T', Key: key })
      .catch((caught: unknown) => caught);
    expect(storeFailure('DynamoDB', 'GetItem', error)).toMatchObject({ retry: 'later' });
    expect(requests).toBe(2);
    await send.close();
    silent.close();
  });
});
