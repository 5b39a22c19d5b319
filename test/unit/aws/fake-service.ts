import * as dynamodbSdk from '@aws-sdk/client-dynamodb';
import * as eventBridgeSdk from '@aws-sdk/client-eventbridge';
import * as kmsSdk from '@aws-sdk/client-kms';
import * as sqsSdk from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import type { Table } from '../../../aws/dynamodb/table.ts';
import { sdkException } from '../../../proving/sdk-client.ts';

const region = 'ap-northeast-1';

/** The operations of a service, by the commands that its package exports. */
type NameIn<Commands> = { [Key in keyof Commands]: Key extends `${infer Word}Command` ? Word : never }[keyof Commands];
type InputOf<Commands, Name extends string> = Commands[`${Name}Command` & keyof Commands] extends abstract new (
  ...args: never[]
) => { readonly input: infer Input }
  ? Input
  : never;

/** A client of the SDK whose calls are answered as the test says. An operation of which it says nothing fails. */
function fakeService<Client extends object, Commands extends object>(client: Client, commands: Commands) {
  type Name = NameIn<Commands>;
  // biome-ignore lint/suspicious/noExplicitAny: the library's types know one service at a time
  const mock = mockClient(client as any) as any;
  const commandOf = (name: string) => (commands as Readonly<Record<string, unknown>>)[`${name}Command`];
  mock.onAnyCommand().rejects(new Error('The test did not say what this operation answers.'));
  return {
    client,
    /** From now on `answer` answers the operation. The service refuses with what `answer` throws. */
    on<N extends Name>(name: N, answer: (input: InputOf<Commands, N>) => object): void {
      mock.on(commandOf(name)).callsFake(answer);
    },
    /** Answers the next calls of the operation one after the other. */
    inTurn(name: Name, ...answers: object[]): void {
      const turns = [...answers];
      mock.on(commandOf(name)).callsFake(() => {
        const answer = turns.shift();
        if (answer === undefined) throw new Error(`The test has no further answer for ${name}.`);
        return answer;
      });
    },
    /** What the operation was asked, oldest first. */
    inputs<N extends Name>(name: N): InputOf<Commands, N>[] {
      return mock
        .commandCalls(commandOf(name))
        .map((call: { args: [{ input: InputOf<Commands, N> }] }) => call.args[0].input);
    },
    /** What was asked, of all operations. */
    get calls(): readonly object[] {
      return mock.calls().map((call: { args: [{ input: object }] }) => call.args[0].input);
    },
  };
}

const fakeDynamoDb = () => fakeService(new dynamodbSdk.DynamoDBClient({ region }), dynamodbSdk);
export const fakeSqs = () => fakeService(new sqsSdk.SQSClient({ region }), sqsSdk);
export const fakeEventBridge = () => fakeService(new eventBridgeSdk.EventBridgeClient({ region }), eventBridgeSdk);
export const fakeKmsService = () => fakeService(new kmsSdk.KMSClient({ region }), kmsSdk);

/** A table on a DynamoDB with scripted answers, and a clock that records the waits. */
export function fakeTable() {
  const waits: number[] = [];
  const dynamodb = fakeDynamoDb();
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
  };
  const table: Table = { client: dynamodb.client, name: 'orders-table', clock: { now: () => 0, sleep } };
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
  return sdkException(name, `${name}: the item {"buyer":"花森はな"} was refused`, httpStatusCode);
}
