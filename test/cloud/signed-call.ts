import { createHash, createHmac } from 'node:crypto';
import { region } from './ministack/start.ts';

/**
 * A call to a service for which the project has no client, signed as AWS wants it (Signature Version 4:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). The body is either a query
 * or JSON with the name of the operation in a header.
 */
interface SignedCall {
  readonly endpoint: string;
  readonly service: 'backup' | 'budgets' | 'iam' | 'monitoring' | 'logs';
  /** For a service whose operations are paths: this one is read. Without it the body is posted to the root. */
  readonly path?: string;
  readonly contentType: string;
  readonly target?: string;
  readonly body: string;
}

/** Makes the call with the dummy credentials of the account. Throws with the answer when it is an error. */
async function signedCall({ endpoint, service, path, contentType, target, body }: SignedCall): Promise<string> {
  const now = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = now.slice(0, 8);
  const headers: Record<string, string> = {
    'content-type': contentType,
    host: new URL(endpoint).host,
    'x-amz-date': now,
    ...(target === undefined ? {} : { 'x-amz-target': target }),
  };
  const names = Object.keys(headers).sort();
  const method = path === undefined ? 'POST' : 'GET';
  const canonical = [
    method,
    path ?? '/',
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, 'aws4_request'].reduce(hmac, Buffer.from('AWS4test'));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', now, scope, sha256(canonical)].join('\n')).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  const response = await fetch(new URL(path ?? '/', endpoint), {
    method,
    headers: { ...headers, authorization },
    ...(path === undefined ? { body } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} answered ${response.status}: ${text}`);
  return text;
}

/** What AWS Backup says at a path. */
export async function backup(endpoint: string, path: string): Promise<Record<string, unknown>> {
  const call = { endpoint, service: 'backup', path, contentType: 'application/json', body: '' } as const;
  return JSON.parse(await signedCall(call)) as Record<string, unknown>;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** An action of IAM; its answer is XML, and `all` reads the texts of an element from it, decoded. */
export async function iam(
  endpoint: string,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Xml> {
  const text = await signedCall({
    endpoint,
    service: 'iam',
    contentType: 'application/x-www-form-urlencoded; charset=utf-8',
    body: new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters }).toString(),
  });
  const all = (name: string) =>
    [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, found]) => String(found));
  return {
    all,
    document(name) {
      const [encoded] = all(name);
      return encoded === undefined ? undefined : JSON.parse(decodeURIComponent(encoded));
    },
  };
}

/** An answer in XML. */
export interface Xml {
  all(element: string): string[];
  /** A policy document, which IAM encodes as in an address. */
  document(element: string): unknown;
}

/** An operation of CloudWatch. */
export async function cloudWatch(endpoint: string, operation: string, body: object): Promise<Record<string, unknown>> {
  return json({ endpoint, service: 'monitoring', target: `GraniteServiceVersion20100801.${operation}`, body });
}

/** An operation of AWS Budgets. */
export async function budgets(endpoint: string, operation: string, body: object): Promise<Record<string, unknown>> {
  return json({ endpoint, service: 'budgets', target: `AWSBudgetServiceGateway.${operation}`, body });
}

/** An operation of CloudWatch Logs. */
export async function logs(endpoint: string, operation: string, body: object): Promise<Record<string, unknown>> {
  return json({ endpoint, service: 'logs', target: `Logs_20140328.${operation}`, body });
}

async function json({ body, ...call }: Pick<SignedCall, 'endpoint' | 'service'> & { target: string; body: object }) {
  const contentType =
    call.service === 'logs' || call.service === 'budgets' ? 'application/x-amz-json-1.1' : 'application/x-amz-json-1.0';
  return JSON.parse(await signedCall({ ...call, contentType, body: JSON.stringify(body) })) as Record<string, unknown>;
}
