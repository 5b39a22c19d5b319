import { createServer, type IncomingMessage } from 'node:http';
import { hourMs } from '../core/kernel/index.ts';
import { guardServer, signedBy } from './wire/guard.ts';
import { listen } from './wire/listen.ts';

/**
 * AssumeRole, the one operation of STS that functions call. There are no roles on this machine: the credentials are those of the caller, and session
 * policies hold nothing back. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export async function serveRoleSessions(
  accessKeyId: string,
  now: () => number,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    actionOf(request).then(
      (action) => {
        const isServed = action === 'AssumeRole';
        const body = isServed ? sessionXml(accessKeyId, now() + hourMs) : refusalXml(action);
        response.writeHead(isServed ? 200 : 400, { 'content-type': 'text/xml' }).end(body);
      },
      () => void response.destroy(),
    );
  });
  guardServer(server, signedBy(accessKeyId));
  return listen(server);
}

async function actionOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new URLSearchParams(Buffer.concat(parts).toString()).get('Action') ?? '';
}

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

const sessionXml = (accessKeyId: string, endsAtMs: number): string =>
  `<AssumeRoleResponse xmlns="${namespace}"><AssumeRoleResult><Credentials><AccessKeyId>${accessKeyId}</AccessKeyId>` +
  `<SecretAccessKey>local</SecretAccessKey><SessionToken>local</SessionToken>` +
  `<Expiration>${new Date(endsAtMs).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

const refusalXml = (action: string): string =>
  `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>InvalidAction</Code>` +
  `<Message>The local cloud serves AssumeRole alone, and not ${action.replaceAll(/\W/g, '')}.</Message></Error></ErrorResponse>`;
