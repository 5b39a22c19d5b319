import { createHash, createHmac } from 'node:crypto';

/** What a call to AWS is signed with. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Present with keys that end, such as a function's. */
  readonly sessionToken?: string;
}

/** Which service of which region a signature is for. */
export interface SignatureScope {
  readonly region: string;
  /** The service's name in signatures, `dynamodb`; not always that of its host. */
  readonly service: string;
}

/** A POST of a body, before it is signed. Header names in lower case, without `host`. */
export interface UnsignedCall {
  readonly host: string;
  /** Letters, digits, `-`, `.`, `_`, `~` and `/`: anything else would have to be encoded for the signature. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const algorithm = 'AWS4-HMAC-SHA256';

/**
 * Makes signatures of version 4. The key that is derived for a day is kept, so that a signature costs two hashes and one HMAC.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function createSigner({ region, service }: SignatureScope) {
  let derived: { readonly from: string; readonly key: Buffer } = { from: '', key: Buffer.alloc(0) };

  const keyOf = (secret: string, day: string): Buffer => {
    const from = `${day} ${secret}`;
    if (derived.from !== from) {
      const key = [day, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`, 'utf8'));
      derived = { from, key };
    }
    return derived.key;
  };

  /** The headers to send: those given, and the ones that sign them. `atMs` is the time at AWS, in epoch milliseconds. */
  return (call: UnsignedCall, keys: AwsKeys, atMs: number): Record<string, string> => {
    const stamp = new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '');
    const day = stamp.slice(0, 8);
    const headers: Record<string, string> = { ...call.headers, 'x-amz-date': stamp };
    if (keys.sessionToken !== undefined) headers['x-amz-security-token'] = keys.sessionToken;
    const signed: Record<string, string> = { ...headers, host: call.host };
    const names = Object.keys(signed).sort();
    const lines = names.map((name) => `${name}:${signed[name]?.trim().replace(/ +/g, ' ')}\n`).join('');
    const canonical = `POST\n${call.path}\n\n${lines}\n${names.join(';')}\n${sha256(call.body)}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
    const signature = hmac(keyOf(keys.secretAccessKey, day), `${algorithm}\n${stamp}\n${scope}\n${sha256(canonical)}`);
    const credential = `${keys.accessKeyId}/${scope}`;
    headers.authorization = `${algorithm} Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature.toString('hex')}`;
    return headers;
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
