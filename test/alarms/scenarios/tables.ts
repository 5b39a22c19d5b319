import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoDbClient } from '../../../aws/clients.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import { createUndiciTransport } from '../../../malls/undici.ts';
import { tellRefusals } from '../../../wiring/table-refusals.ts';
import { physicalName } from '../board.ts';
import { type AlarmedCloud, prove } from '../cloud.ts';
import type { Scenario } from '../proof.ts';

/** What DynamoDB refuses, seen by the SDK over HTTP and counted by the client that functions have. */
export const tableScenarios: Readonly<Record<string, Scenario>> = {
  'dynamodb-throttles': () =>
    prove('ticket-dynamodb-throttles', {
      breaks: (cloud) => keepRefusing(cloud, { name: 'ThrottlingException', status: 400 }),
      mends: async () => undefined,
    }),

  'dynamodb-errors': () =>
    prove('ticket-dynamodb-errors', {
      breaks: (cloud) => keepRefusing(cloud, { name: 'InternalServerError', status: 500 }),
      mends: async () => undefined,
    }),
};

/** A request is refused, every retry of the SDK, too, in each five minutes of a quarter of an hour. */
async function keepRefusing(
  { board, clock, pass }: AlarmedCloud,
  refusal: { readonly name: string; readonly status: number },
): Promise<void> {
  const TableName = physicalName(board, 'Orders');
  let refused = 0;
  const server = createServer((request, response) => {
    refused += 1;
    request.resume().on('end', () => {
      response.writeHead(refusal.status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${refusal.name}`, message: 'no' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const transport = createUndiciTransport();
  const access = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const client = dynamoDbClient({ send: transport, access }, tellRefusals(board.logOf('reconcile'), clock));
  try {
    for (let time = 0; time < 3; time++) {
      const Key = { order: { S: 'o-1' } };
      const error: unknown = await client.send(new UpdateItemCommand({ TableName, Key })).catch((thrown) => thrown);
      if (!(error instanceof Error) || error.name !== refusal.name) throw new Error(`The SDK says ${String(error)}.`);
      await pass(5 * minuteMs);
    }
    if (refused !== 9) throw new Error(`The SDK tried ${refused} times, not 9.`);
  } finally {
    client.destroy();
    await transport.close();
    server.close();
  }
}
