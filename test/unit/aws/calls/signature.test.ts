import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { describe, expect, it } from 'vitest';
import { createSigner, type UnsignedCall } from '../../../../aws/calls/signature.ts';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

interface SdkRequest {
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the SDK would send, signed by it, and never sent: a put with everything that Japanese brings, or a mail. */
async function signedBySdk(service: string, sessionToken: string | undefined): Promise<SdkRequest> {
  let caught: SdkRequest | undefined;
  const options = {
    region: 'ap-northeast-1',
    credentials: sessionToken === undefined ? keys : { ...keys, sessionToken },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: SdkRequest) => {
        caught = request;
        throw new Error('not sent');
      },
    } as never,
  };
  const put = { TableName: 'T', Item: { buyer: { S: '花森  はな 🌸' } } };
  const sending =
    service === 'dynamodb'
      ? new DynamoDBClient(options).send(new PutItemCommand(put))
      : new SESv2Client(options).send(new SendEmailCommand({ Content: {} }));
  await sending.catch(() => {});
  if (!caught) throw new Error('The SDK sent nothing.');
  return caught;
}

describe('a signature of version 4', () => {
  it('is that of AWS’s own example', () => {
    const sign = createSigner({ region: 'us-east-1', service: 'service' });
    const call: UnsignedCall = { host: 'example.amazonaws.com', path: '/', headers: {}, body: '' };
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-test-suite.html (post-vanilla)
    expect(sign(call, keys, Date.UTC(2015, 7, 30, 12, 36)).authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, ' +
        'Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    );
  });

  it.each([
    ['dynamodb', undefined],
    ['dynamodb', 'a session token'],
    ['ses', undefined],
  ])('is the one the SDK makes of the same call to %s (session token: %s)', async (service, token) => {
    const { hostname, path, headers, body } = await signedBySdk(service, token);
    const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
    const byTheSigner = new Set(['host', 'x-amz-date', 'x-amz-security-token']);
    const given = names.filter((name) => !byTheSigner.has(name)).map((name) => [name, headers[name] ?? '']);
    const stamp = headers['x-amz-date'] ?? '';
    const atMs = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    const sign = createSigner({ region: 'ap-northeast-1', service });
    const ours = sign(
      { host: hostname, path, headers: Object.fromEntries(given), body },
      token === undefined ? keys : { ...keys, sessionToken: token },
      atMs,
    );
    expect(names).toContain('content-type');
    expect(ours.authorization).toBe(headers.authorization);
    expect(ours['x-amz-security-token']).toBe(token);
  });

  it('follows the day, and keys that change', () => {
    const sign = createSigner({ region: 'us-east-1', service: 'kms' });
    const call: UnsignedCall = { host: 'kms.us-east-1.amazonaws.com', path: '/', headers: {}, body: '{}' };
    const at = Date.UTC(2026, 0, 31, 23, 59, 59);
    const first = sign(call, keys, at).authorization;
    expect(sign(call, keys, at + 1_000).authorization).toContain('/20260201/');
    expect(sign(call, { ...keys, secretAccessKey: 'another' }, at).authorization).not.toBe(first);
    expect(sign(call, keys, at).authorization).toBe(first);
  });
});
