import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { type Service, signedHeaders } from '../wire/call.ts';
import { fromHere, type Guard, guardServer, isSecret, newSecret, signedBy } from '../wire/guard.ts';
import { listen } from '../wire/listen.ts';
import { problemsOfMail } from './check-mail.ts';
import { feedbackOf, type MailFeedback } from './feedback.ts';

/** The mail service on this machine. */
export interface LocalMail {
  /** Where the SDK finds SES. */
  readonly url: string;
  /**
   * The mailbox for a person's browser. Its path is a secret of this start. A cookie would be none: a browser sends it to every port
   * of this machine, to those of other users, too.
   */
  readonly page: string;
  /** Every mail that was sent, the oldest first. */
  mails(): Promise<SentMail[]>;
  stop(): Promise<void>;
}

/** A mail as the mailbox keeps it. */
export interface SentMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** By the machine's clock, epoch ms. */
  readonly at: number;
}

const sendPath = '/v2/email/outbound-emails';

/**
 * Starts a mailbox that takes SES's calls and keeps every mail in memory. The mailbox itself accepts every mail; the server in
 * front of it refuses what SES refuses.
 *
 * @param accessKeyId a call signed with another one is refused
 * @param onFeedback called for a mail to one of SES's simulator addresses for bounces and complaints
 */
export async function startMail(
  accessKeyId: string,
  onFeedback: (feedback: MailFeedback) => void = () => undefined,
): Promise<LocalMail> {
  // By require, and only here: it is CommonJS, and slow to load for those who send no mail.
  const { default: startMailbox } = createRequire(import.meta.url)('aws-ses-v2-local') as { default: StartMailbox };
  const mailbox = await startMailbox({ port: 0, host: '127.0.0.1' });
  guardServer(mailbox, signedBy(accessKeyId));
  const inner: Service = { url: `http://127.0.0.1:${(mailbox.address() as { port: number }).port}`, accessKeyId };
  const root = `/${newSecret()}/`;
  const server = createServer((request, response) => {
    answer(inner, root, request, response, onFeedback).catch(() => response.destroy());
  });
  guardServer(server, guardOf(accessKeyId, root));
  const front = await listen(server);
  return {
    url: front.url,
    page: `${front.url}${root}`,
    async mails() {
      const { emails } = (await (
        await fetch(`${inner.url}/store`, { headers: signedHeaders(accessKeyId) })
      ).json()) as { emails: StoredMail[] };
      return emails.map(sentMail);
    },
    async stop() {
      await front.stop();
      await new Promise((resolve) => {
        mailbox.close(resolve);
        mailbox.closeAllConnections();
      });
    },
  };
}

type StartMailbox = (config: { port: number; host: string }) => Promise<Server>;

interface StoredMail {
  readonly messageId: string;
  readonly from: string;
  readonly destination: { readonly to: string[] };
  readonly subject: string;
  readonly body: { readonly html?: string; readonly text?: string };
  readonly at: number;
}

function sentMail({ messageId, from, destination, subject, body, at }: StoredMail): SentMail {
  return { messageId, from, to: destination.to, subject, text: body.text ?? '', html: body.html ?? '', at: at * 1_000 };
}

/** Programs sign their calls; a browser gives the secret in the path. */
function guardOf(accessKeyId: string, root: string): Guard {
  const signed = signedBy(accessKeyId);
  return (request) => (isUnder(root, request.url ?? '') ? fromHere(request) : signed(request));
}

const isUnder = (root: string, path: string): boolean => isSecret(path.slice(0, root.length), root);

async function answer(
  inner: Service,
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  onFeedback: (feedback: MailFeedback) => void,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const body = await bodyOf(request);
  if (isUnder(root, url)) {
    const answered = await pass(inner, method, url.slice(root.length - 1), request, body);
    const isPage = answered.type.startsWith('text/html');
    response.writeHead(answered.status, { 'content-type': answered.type, ...(isPage ? pageHeaders : {}) });
    response.end(isPage ? belowRoot(answered.body.toString()) : answered.body);
    return;
  }
  const isSend = method === 'POST' && url === sendPath;
  const problems = isSend ? problemsOfMail(body) : [];
  if (problems.length > 0) {
    response.writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': 'BadRequestException' });
    response.end(JSON.stringify({ message: problems.join(' ') }));
    return;
  }
  const answered = await pass(inner, method, url, request, body);
  response.writeHead(answered.status, { 'content-type': answered.type });
  response.end(answered.body);
  if (!isSend || answered.status !== 200) return;
  const { MessageId = '' } = JSON.parse(answered.body.toString()) as { MessageId?: string };
  for (const feedback of feedbackOf(body, MessageId)) onFeedback(feedback);
}

/** The secret stands in the page's address: no other page gets to know it, and nothing in a mail sends it anywhere. */
const pageHeaders = {
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'none'; form-action 'none'",
};

/** The mailbox's page with the addresses that it asks relative to its own. */
const belowRoot = (page: string): string => page.replace(/(["'`])\/(?=store|clear-store|get-emlContent)/g, '$1');

async function pass(
  { url, accessKeyId }: Service,
  method: string,
  path: string,
  { headers }: IncomingMessage,
  body: string,
): Promise<{ readonly status: number; readonly type: string; readonly body: Buffer }> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': headers['content-type'] ?? 'application/json', ...signedHeaders(accessKeyId) },
    ...(body === '' ? {} : { body }),
  });
  const type = answer.headers.get('content-type') ?? 'application/json';
  return { status: answer.status, type, body: Buffer.from(await answer.arrayBuffer()) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
