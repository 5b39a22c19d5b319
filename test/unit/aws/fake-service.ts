import type { AwsService, Operations } from '../../../aws/calls/service.ts';
import type { DynamoDb, TableOperations } from '../../../aws/dynamodb/operations.ts';
import type { Table } from '../../../aws/dynamodb/table.ts';

type Answer<Of extends Operations<Of>, Name extends keyof Of> = (input: Of[Name]['input']) => Of[Name]['output'];

/** A service of AWS that answers as it is told, and keeps what it was asked. */
export interface FakeService<Of extends Operations<Of>> extends AwsService<Of> {
  /** From now on the operation is answered so. What `answer` throws is what the service refuses with. */
  on<Name extends keyof Of & string>(operation: Name, answer: Answer<Of, Name>): void;
  /** Answers the next calls of the operation one after the other. */
  inTurn<Name extends keyof Of & string>(operation: Name, ...answers: Of[Name]['output'][]): void;
  /** What the operation was asked, oldest first. */
  inputs<Name extends keyof Of & string>(operation: Name): Of[Name]['input'][];
  /** All calls. */
  readonly calls: readonly { readonly operation: string; readonly input: object }[];
}

/** Makes a service that refuses everything until it is told otherwise. */
export function fakeService<Of extends Operations<Of>>(): FakeService<Of> {
  const calls: { readonly operation: string; readonly input: object }[] = [];
  const answers = new Map<string, (input: object) => object>();
  const service: FakeService<Of> = {
    calls,
    async call(operation, input) {
      calls.push({ operation, input });
      const answer = answers.get(operation);
      if (!answer) throw new Error(`The test did not say what ${operation} answers.`);
      return answer(input);
    },
    on: (operation, answer) => {
      answers.set(operation, answer as (input: object) => object);
    },
    inTurn: (operation, ...turns) =>
      service.on(operation, () => {
        const answer = turns.shift();
        if (answer === undefined) throw new Error(`The test has no further answer for ${operation}.`);
        return answer;
      }),
    inputs: (operation) => calls.filter((call) => call.operation === operation).map(({ input }) => input),
  };
  return service;
}

/** A table on a DynamoDB that answers as it is told, and a clock that notes what it was asked to wait. */
export function fakeTable() {
  const waits: number[] = [];
  const dynamodb: FakeService<TableOperations> = fakeService<TableOperations>();
  const client: DynamoDb = dynamodb;
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
  };
  const table: Table = { client, name: 'orders-table', clock: { now: () => 0, sleep } };
  return { dynamodb, table, waits };
}

/** Refuses with an exception as a service's. Its message quotes an item, as DynamoDB's sometimes do. */
export function refusing(name: string, httpStatusCode: number): () => never {
  return () => {
    throw serviceException(name, httpStatusCode);
  };
}

/** An exception as a service's. Its message quotes an item, as DynamoDB's sometimes do. */
export function serviceException(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(`${name}: the item {"buyer":"花森はな"} was refused`), {
    name,
    $metadata: { httpStatusCode, requestId: 'REQUEST-1' },
  });
}
