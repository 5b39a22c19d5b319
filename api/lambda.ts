import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { type ApiContext, createApi } from './app.ts';
import { createHooks, type HooksContext } from './hooks.ts';

/** The handler of the function that API Gateway passes all requests to. */
export function lambdaApi(context: ApiContext) {
  const answer = handle(createApi(context));
  return (event: LambdaEvent, lambdaContext?: Parameters<typeof answer>[1]) =>
    answer('rawPath' in event ? { ...event, rawPath: encodedAgain(event.rawPath) } : event, lambdaContext);
}

/** API Gateway decodes a path, and what an order number begins with would end it as an address: `#1001`. */
const encodedAgain = (path: string): string => path.replaceAll(/[#?]/g, encodeURIComponent);

/** The handler of the function that API Gateway passes the posts of malls to. */
export const lambdaHooks = (context: HooksContext) => handle(createHooks(context));
