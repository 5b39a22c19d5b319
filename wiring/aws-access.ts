import type { AwsAccess } from '../aws/calls/access.ts';
import { InputError } from '../core/errors.ts';

/**
 * As whom a function calls AWS: its own role, whose keys Lambda puts into the environment and keeps the same for as long as
 * the process lives. The variables are the SDK's. Throws an `InputError` that names every one that is missing.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function environmentAccess(environment: Readonly<Record<string, string | undefined>>): AwsAccess {
  const problems: string[] = [];
  const text = (name: string): string => {
    const value = environment[name];
    if (!value) problems.push(`${name} is not set. Lambda sets it; on one machine the local cloud does.`);
    return value ?? '';
  };
  const region = text('AWS_REGION');
  const keys = { accessKeyId: text('AWS_ACCESS_KEY_ID'), secretAccessKey: text('AWS_SECRET_ACCESS_KEY') };
  const { AWS_SESSION_TOKEN: sessionToken } = environment;
  if (problems.length > 0) throw new InputError('This process cannot call AWS', problems);
  return {
    region,
    keys: async () => (sessionToken ? { ...keys, sessionToken } : keys),
    endpoint: environmentEndpoint(environment),
  };
}

/** The addresses that the environment gives in place of the services' own. */
export function environmentEndpoint(environment: Readonly<Record<string, string | undefined>>): AwsAccess['endpoint'] {
  return (service) => environment[`AWS_ENDPOINT_URL_${service}`] || environment.AWS_ENDPOINT_URL || null;
}
