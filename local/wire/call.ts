/** What a service answered instead of a result. */
export class CallError extends Error {
  /** The exception's name, such as `ResourceInUseException`. */
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The emulators want to see a signature and do not check it. */
const unsigned = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/ap-northeast-1/local/aws4_request, SignedHeaders=host, Signature=local',
  'x-amz-date': '20260101T000000Z',
};

/** Calls an operation of an emulated service, such as `DynamoDB_20120810.CreateTable`. Throws a CallError when it refuses. */
export async function callService(url: string, target: string, input: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...unsigned, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
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
