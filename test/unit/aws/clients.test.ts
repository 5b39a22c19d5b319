import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClients } from '../../../aws/clients.ts';
import { storeFailure } from '../../../aws/failures.ts';

describe('the clients of a process', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_REGION', 'ap-northeast-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  });
  afterEach(() => vi.unstubAllEnvs());

  it('are one a service', () => {
    const clients = createClients();
    expect(clients.dynamodb()).toBe(clients.dynamodb());
    expect(clients.kms()).toBe(clients.kms());
    expect(clients.eventbridge()).toBe(clients.eventbridge());
    clients.close();
  });

  it('give up on an answer that never comes, after as many tries as they may make', async () => {
    let requests = 0;
    const silent = createServer(() => {
      requests += 1;
    });
    await listening(silent);
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const clients = createClients({ requestTimeoutMs: 40, maxAttempts: 2 });
    const error = await clients
      .dynamodb()
      .send(new ListTablesCommand({}))
      .catch((caught: unknown) => caught);
    expect(storeFailure('DynamoDB', 'ListTables', error)).toMatchObject({ retry: 'later' });
    expect(requests).toBe(2);
    clients.close();
    silent.closeAllConnections();
    silent.close();
  });
});

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
}
