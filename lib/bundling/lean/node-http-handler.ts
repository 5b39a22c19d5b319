/** In a bundle: every client is made with a request handler of its own (`aws/request-handler.ts`), which has no stream to collect. */
export const NodeHttpHandler = { create: <Handler>(handler: Handler): Handler => handler };

export function streamCollector(): never {
  throw new Error('A client of AWS was made without a request handler: make it in aws/clients.ts.');
}
