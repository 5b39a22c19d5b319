import { secondMs } from '../../core/kernel/index.ts';

/**
 * How clients behave that a person's command works with. Endpoints, region and credentials are the SDK's own affair. Answers
 * about stacks take seconds where answers about rows take milliseconds.
 */
export const clientOptions = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 5 * secondMs,
    requestTimeout: 30 * secondMs,
    throwOnRequestTimeout: true,
  },
} as const;
