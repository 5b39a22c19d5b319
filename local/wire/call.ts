/** What a service answered instead of a result. */
export class CallError extends Error {
  /** The exception's name, such as `ResourceInUseException`. */
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** A service of a local cloud, and the access key id that it lets in. */
export interface Service {
  readonly url: string;
  readonly accessKeyId: string;
}

/** The headers of a signed call. Nothing checks the signature: the guard of the services looks at the access key id. */
export function signedHeaders(accessKeyId: string): Record<string, string> {
  const credential = `${accessKeyId}/20260101/ap-northeast-1/local/aws4_request`;
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=local`,
    'x-amz-date': '20260101T000000Z',
  };
}

/** Calls an operation of an emulated service, such as `DynamoDB_20120810.CreateTable`. Throws a CallError when it refuses. */
export async function callService(
  { url, accessKeyId }: Service,
  target: string,
  input: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...signedHeaders(accessKeyId), 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  const output = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  if (response.ok) return output;
  const type =
    String(output.__type ?? 'UnknownFailure')
      .split('#')
      .at(-1) ?? '';
  throw new CallError(type, `${target} was refused: ${type} ${String(output.message ?? output.Message ?? '')}`);
}
