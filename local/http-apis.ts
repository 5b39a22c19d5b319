import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Resources } from './assembly/resources.ts';
import type { Fleet } from './functions/fleet.ts';
import { fromHere, guardServer } from './wire/guard.ts';
import { listen } from './wire/listen.ts';

/** An HTTP API of the template, and which function has the requests of which route. */
export interface HttpApiShape {
  readonly name: string;
  readonly routes: readonly HttpRoute[];
}

interface HttpRoute {
  /** `$default`, which has what no other has, or `POST /hooks/{mall}`. */
  readonly key: string;
  readonly functionName: string;
}

/** The HTTP APIs of the templates. Throws for a route or an integration that this machine does not run. */
export function httpApisOf(resources: Resources): HttpApiShape[] {
  const integrations = new Map(
    resources.ofType('AWS::ApiGatewayV2::Integration').map(({ name, properties }) => {
      const uri = properties.text('IntegrationUri');
      return [`integrations/${name}`, uri.split(':function:').at(-1)?.split(':')[0] ?? uri];
    }),
  );
  const routes = resources.ofType('AWS::ApiGatewayV2::Route').map(({ properties }) => {
    properties.refuse('AuthorizerId');
    const key = properties.text('RouteKey');
    if (key !== '$default' && !/^[A-Z]+ (?:\/[\w-]+|\/\{\w+\})+$/.test(key))
      throw new Error(`${properties.where} has the route ${key}; the local cloud runs $default and METHOD /a/{part}.`);
    const functionName = integrations.get(properties.text('Target'));
    if (functionName === undefined) throw new Error(`${properties.where} has no integration among the templates.`);
    return { api: properties.text('ApiId'), key, functionName };
  });
  return resources.ofType('AWS::ApiGatewayV2::Api').map(({ name, properties }) => {
    properties.refuse('CorsConfiguration', 'Body');
    return { name, routes: routes.filter(({ api }) => api === name) };
  });
}

/** The route of a request, with the parts of its address: one of its own before `$default`. */
function routeOf(routes: readonly HttpRoute[], method: string, path: string) {
  for (const { key, functionName } of routes) {
    const [wanted, template = ''] = key.split(' ');
    if (wanted !== method) continue;
    const found = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(path);
    if (found !== null) return { key, functionName, pathParameters: found.groups };
  }
  const rest = routes.find(({ key }) => key === '$default');
  return rest === undefined ? null : { ...rest, pathParameters: undefined };
}

export interface ServedHttpApi {
  /** By the names of the APIs. */
  readonly urls: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Serves each API to this machine alone: a request becomes an event of format 2.0, as API Gateway makes it, and what the function returns the answer. */
export async function serveHttpApis(
  shapes: readonly HttpApiShape[],
  fleet: Pick<Fleet, 'named'>,
): Promise<ServedHttpApi> {
  const served: { readonly name: string; readonly url: string; stop(): Promise<void> }[] = [];
  for (const { name, routes } of shapes) {
    const server = createServer((request, response) => {
      answer(request, response, fleet, routes).catch((error: unknown) =>
        error instanceof URIError ? send(response, 400, 'Bad Request') : fail(response),
      );
    });
    guardServer(server, fromHere);
    served.push({ name, ...(await listen(server)) });
  }
  return {
    urls: Object.fromEntries(served.map(({ name, url }) => [name, url])),
    async stop() {
      for (const { stop } of served) await stop();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  fleet: Pick<Fleet, 'named'>,
  routes: readonly HttpRoute[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  const route = routeOf(routes, request.method ?? '', url.pathname);
  if (route === null) {
    send(response, 404, 'Not Found');
    return;
  }
  const { functionName, ...rest } = route;
  const event = eventOf(request, Buffer.concat(chunks), url, rest);
  const outcome = await fleet.named(functionName).invoke(JSON.stringify(event));
  if (outcome.kind !== 'returned') {
    fail(response);
    return;
  }
  const { statusCode, headers = {}, body = '', isBase64Encoded = false } = shaped(outcome.payload);
  response.writeHead(statusCode, headers).end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
}

const fail = (response: ServerResponse): void => send(response, 500, 'Internal Server Error');

function send(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}

interface Answer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** What is no answer is the body of one: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function shaped(payload: string): Answer {
  const returned = JSON.parse(payload) as Partial<Answer> | null;
  if (typeof returned?.statusCode === 'number') return returned as Answer;
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: payload };
}

function eventOf(
  request: IncomingMessage,
  body: Buffer,
  { pathname, search, host }: URL,
  { key: routeKey, pathParameters }: { readonly key: string; readonly pathParameters: object | undefined },
): object {
  const path = decodeURIComponent(pathname);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return {
    ...{ version: '2.0', routeKey, rawPath: path, rawQueryString: search.slice(1), headers, pathParameters },
    requestContext: {
      ...{ accountId: '000000000000', apiId: 'local', domainName: host, requestId: randomUUID(), stage: '$default' },
      http: { method: request.method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
    },
    ...(body.length === 0 ? {} : { body: body.toString('base64') }),
    isBase64Encoded: body.length > 0,
  };
}
