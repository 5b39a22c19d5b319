/** In a bundle: a function's keys are in its environment. Profiles, sign-ins, roles and instances are for people and servers. */
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = () => fromEnv();
