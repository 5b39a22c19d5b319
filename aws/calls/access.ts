import type { AwsKeys } from './signature.ts';

/** How a process reaches AWS: as whom, and where. */
export interface AwsAccess {
  readonly region: string;
  /** The keys to sign the next call with. */
  keys(): Promise<AwsKeys>;
  /** An address that stands for a service's own, scheme and host; null where there is none. */
  endpoint(serviceId: string): string | null;
}

/** A service as AWS describes it. */
export interface ServiceDescription {
  /** The service's id in the names of variables, in upper case: `AWS_ENDPOINT_URL_EVENTBRIDGE`. */
  readonly id: string;
  /** The first label of its host. */
  readonly host: string;
  /** Its name in signatures. */
  readonly signedAs: string;
  /** What a call of an operation looks like beside its body. */
  wire(operation: string): { readonly path: string; readonly headers: Readonly<Record<string, string>> };
}

/** Operations are all posted to the root and named in a header, as `target`, a dot and the operation. */
export function namedInHeader(target: string, jsonVersion: '1.0' | '1.1'): ServiceDescription['wire'] {
  const type = `application/x-amz-json-${jsonVersion}`;
  return (operation) => ({ path: '/', headers: { 'content-type': type, 'x-amz-target': `${target}.${operation}` } });
}

/** Each operation is posted to a path of its own. */
export function namedByPath(paths: Readonly<Record<string, string>>): ServiceDescription['wire'] {
  const headers = { 'content-type': 'application/json' };
  return (operation) => ({ path: paths[operation] ?? '/', headers });
}

/** https://docs.aws.amazon.com/general/latest/gr/rande.html#regional-endpoints */
export function addressOf(service: ServiceDescription, access: AwsAccess): string {
  const domain = access.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return access.endpoint(service.id) ?? `https://${service.host}.${access.region}.${domain}`;
}
