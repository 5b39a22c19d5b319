import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * Looks at a request before its body is read, and says in a sentence why it is refused; null lets it in.
 */
export type Guard = (request: IncomingMessage) => string | null;

/** A secret that a start makes: 192 random bits, in characters that a header and an address take as they are. */
export const newSecret = (): string => randomBytes(24).toString('base64url');

/** Whether a text is the secret, in a time that does not say how much of it is right. */
export function isSecret(text: string, secret: string): boolean {
  const [given, wanted] = [Buffer.from(text), Buffer.from(secret)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/**
 * Refuses what a browser sends for a page that is not the server's own. A page whose name leads to 127.0.0.1 by DNS rebinding still
 * gives its own name as Host; a request of a foreign page, and the preflight before one, give the page as Origin.
 * https://fetch.spec.whatwg.org/#origin-header
 */
export const fromHere: Guard = (request) => {
  const { host = '', origin } = request.headers;
  const port = request.socket.localPort;
  const name = port === 80 && !host.includes(':') ? `${host}:80` : host;
  if (name !== `127.0.0.1:${port}` && name !== `localhost:${port}`) {
    return `Host is ${JSON.stringify(host)}; it must be 127.0.0.1:${port} or localhost:${port}.`;
  }
  if (origin !== undefined && origin !== `http://${host}`)
    return `Origin is ${JSON.stringify(origin)}: pages of others are refused.`;
  return null;
};

/**
 * Lets in who signs with the access key id of this start, as the SDK does in every call. The signature is not checked: the id is the secret.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export const signedBy =
  (accessKeyId: string): Guard =>
  (request) => {
    const [, given = ''] = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\//.exec(request.headers.authorization ?? '') ?? [];
    return (
      fromHere(request) ??
      (isSecret(given, accessKeyId)
        ? null
        : 'The request must be signed with the access key id of this start: AWS_ACCESS_KEY_ID in run.json of the data folder.')
    );
  };

/** Lets in who gives this token, as `Authorization: Bearer <token>`. `where` says in words where the token is found. */
export const bearing =
  (token: string, where: string): Guard =>
  (request) => {
    const [, given = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    return (
      fromHere(request) ??
      (isSecret(given, token)
        ? null
        : `The request needs the header "Authorization: Bearer <token>". The token is ${where}.`)
    );
  };

/**
 * Puts a guard before everything that a server does with requests: in the same process, so that no call takes another way.
 * What stands behind it sees no Origin, which dynalite would answer with Access-Control-Allow-Origin: *.
 */
export function guardServer(server: Server, guard: Guard): void {
  const listeners = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const refusal = guard(request);
    if (refusal !== null) {
      refuse(response, refusal);
      return;
    }
    delete request.headers.origin;
    for (const listener of listeners) listener.call(server, request, response);
  });
}

/** A refusal as AWS words it, so that the SDK throws an exception of this name. The rest of the request is not read. */
function refuse(response: ServerResponse, message: string): void {
  const name = 'UnrecognizedClientException';
  response.writeHead(403, { 'content-type': 'application/json', 'x-amzn-errortype': name, connection: 'close' });
  response.end(JSON.stringify({ __type: name, message }));
}
