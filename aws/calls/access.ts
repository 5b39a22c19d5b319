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
  /** The first label of its host, and its name in signatures. */
  readonly host: string;
  /** `x-amz-target` is this, a dot and the operation. */
  readonly target: string;
  readonly jsonVersion: '1.0' | '1.1';
}

/** https://docs.aws.amazon.com/general/latest/gr/rande.html#regional-endpoints */
export function addressOf(service: ServiceDescription, access: AwsAccess): string {
  const domain = access.region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return access.endpoint(service.id) ?? `https://${service.host}.${access.region}.${domain}`;
}
