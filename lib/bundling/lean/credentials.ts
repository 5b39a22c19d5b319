/** In a bundle: a function's keys are in its environment. Profiles, sign-ins, roles and instances are for people and servers. */
import { fromEnv } from '@aws-sdk/credential-provider-env';

/** Lambda keeps the keys the same for as long as the process lives, so they are read once: by the SDK they would be at each call. */
export const defaultProvider = () => {
  let keys: ReturnType<ReturnType<typeof fromEnv>> | undefined;
  return () => (keys ??= fromEnv()());
};
