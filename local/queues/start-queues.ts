import { buildApp } from 'fauxqs';
import { region } from '../assembly/resource-types.ts';
import { callService, signedHeaders } from '../wire/call.ts';
import { guardServer, signedBy } from '../wire/guard.ts';
import type { QueueShape } from './queue-shape.ts';
import { scaleSeconds, scaleTimes } from './scale-times.ts';

/** How many messages a queue holds. */
export interface QueueDepth {
  /** Waiting to be received. */
  readonly visible: number;
  /** Received and not deleted yet. */
  readonly inFlight: number;
  /** Not to be received before their delay is over. */
  readonly delayed: number;
}

/** How a queue stands. */
export interface QueueState extends QueueDepth {
  /** When the oldest message that is in it was sent, in cloud time; null when it is empty. */
  readonly oldestSentAtMs: number | null;
}

/** The running queues. They live in memory: what they said is said again by the sweep after a restart. */
export interface Queues {
  readonly url: string;
  queueUrl(name: string): string;
  create(shapes: readonly QueueShape[]): Promise<void>;
  /** Calls an SQS action, such as `ReceiveMessage`. */
  call(action: string, input: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** Sends a text to a queue. */
  send(queueUrl: string, body: string, groupId?: string): Promise<void>;
  depths(): Promise<Readonly<Record<string, QueueDepth>>>;
  /** The same, and how old what lies there is. `momentOf` turns the machine's time into cloud time. */
  states(momentOf: (realMs: number) => number): Promise<Readonly<Record<string, QueueState>>>;
  stop(): Promise<void>;
}

/**
 * Starts an SQS on this machine, its seconds running `speed` times as fast as the machine's.
 *
 * @param accessKeyId who signs with another one is refused
 */
export async function startQueues(speed: number, accessKeyId: string): Promise<Queues> {
  const app = buildApp({ logger: false, defaultRegion: region });
  app.addHook('preHandler', (request, _reply, done) => {
    scaleTimes(request.body, speed);
    done();
  });
  guardServer(app.server, signedBy(accessKeyId));
  // Its own `startFauxqs` would listen on every interface.
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const queueUrl = (name: string) => queueUrlAt(url, name);
  const call: Queues['call'] = (action, input) => callService({ url, accessKeyId }, `AmazonSQS.${action}`, input);
  /** The emulator's description of all queues, or of `/<name>`, beyond what SQS returns. */
  const inspect = async (path: string): Promise<unknown> =>
    (await fetch(`${url}/_fauxqs/queues${path}`, { headers: signedHeaders(accessKeyId) })).json();
  const depths: Queues['depths'] = async () => {
    const found = (await inspect('')) as {
      name: string;
      approximateMessageCount: number;
      approximateInflightCount: number;
      approximateDelayedCount: number;
    }[];
    return Object.fromEntries(
      found.map((queue) => [
        queue.name,
        {
          visible: queue.approximateMessageCount,
          inFlight: queue.approximateInflightCount,
          delayed: queue.approximateDelayedCount,
        },
      ]),
    );
  };
  return {
    url,
    queueUrl,
    call,
    async create(shapes) {
      for (const shape of shapes)
        await call('CreateQueue', { QueueName: shape.name, Attributes: attributesOf(shape, speed) });
    },
    async send(to, body, groupId) {
      await call('SendMessage', {
        QueueUrl: to,
        MessageBody: escapeRareCharacters(body),
        ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
      });
    },
    depths,
    async states(momentOf) {
      const states: Record<string, QueueState> = {};
      for (const [name, depth] of Object.entries(await depths())) {
        const isEmpty = depth.visible + depth.inFlight + depth.delayed === 0;
        const sent = isEmpty ? [] : sentMoments(await inspect(`/${name}`));
        states[name] = { ...depth, oldestSentAtMs: sent.length === 0 ? null : momentOf(Math.min(...sent)) };
      }
      return states;
    },
    stop: () => app.close(),
  };
}

/** A queue's URL at the address where the queues listen. */
export const queueUrlAt = (url: string, name: string): string => `${url}/000000000000/${name}`;

/** By the machine's clock, when each message of a queue was sent. */
function sentMoments(queue: unknown): number[] {
  const { messages } = queue as { messages: Record<string, unknown[]> };
  return Object.values(messages)
    .flat()
    .map((one) => {
      const { message = one } = one as { readonly message?: unknown };
      return Number((message as { readonly sentTimestamp: number }).sentTimestamp);
    });
}

function attributesOf(shape: QueueShape, speed: number): Record<string, string> {
  return {
    VisibilityTimeout: String(scaleSeconds(shape.visibilitySeconds, speed)),
    DelaySeconds: String(scaleSeconds(shape.delaySeconds, speed)),
    ...(shape.isFifo ? { FifoQueue: 'true', ContentBasedDeduplication: String(shape.deduplicatesByContent) } : {}),
    ...(shape.deadLetters === undefined
      ? {}
      : {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: shape.deadLetters.arn,
            maxReceiveCount: shape.deadLetters.maxReceiveCount,
          }),
        }),
  };
}

/** The emulator refuses characters outside the basic plane, such as 𠮷, which SQS takes; in JSON both may be written as \uXXXX. */
function escapeRareCharacters(json: string): string {
  return json.replace(/[\ud800-\udfff]/g, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}
