import { region } from './assembly/resource-types.ts';
import type { ScaledTime } from './clock.ts';
import type { FunctionShape } from './functions/function-shape.ts';

/** Where the services of the local cloud listen. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly eventbridge: string;
  readonly kms: string;
  /** Mails; absent where no function sends any. */
  readonly ses?: string;
  /** Roles; absent where no function takes one on. */
  readonly sts?: string;
}

/**
 * The variables that lead calls to AWS, and our clock, to this cloud. Every other service of AWS is led to an address that
 * refuses, so that nothing on this machine ever reaches a real account.
 *
 * @param accessKeyId the secret that the services ask for
 * @param chats where chats on this machine take messages; null where no function sends any
 */
export function cloudVariables(
  endpoints: Endpoints,
  accessKeyId: string,
  time: ScaledTime,
  chats: string | null = null,
): Readonly<Record<string, string>> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoints.eventbridge,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventbridge,
    AWS_ENDPOINT_URL_KMS: endpoints.kms,
    ...(endpoints.ses === undefined ? {} : { AWS_ENDPOINT_URL_SESV2: endpoints.ses }),
    ...(endpoints.sts === undefined ? {} : { AWS_ENDPOINT_URL_STS: endpoints.sts }),
    ...(chats === null ? {} : { CHAT_DESK: chats }),
    ...timeVariable(time),
  };
}

/** The variable from which a process knows the cloud's time. */
export const timeVariable = (time: ScaledTime): Readonly<Record<string, string>> => ({
  TSUNAGI_CLOCK: JSON.stringify(time),
});

/** The variables that every function that sets them sets to the same value: tables, bus, key, address of the mall. */
export function agreedVariables(shapes: readonly FunctionShape[]): Readonly<Record<string, string>> {
  const values = new Map<string, Set<string>>();
  for (const { variables } of shapes) {
    for (const [name, value] of Object.entries(variables)) values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return Object.fromEntries(
    [...values].flatMap(([name, [value = '', ...more]]) => (more.length > 0 ? [] : [[name, value]])),
  );
}
