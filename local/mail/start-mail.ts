import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { type Service, signedHeaders } from '../wire/call.ts';
import { fromHere, type Guard, guardServer, isSecret, newSecret, signedBy } from '../wire/guard.ts';
import { listen } from '../wire/listen.ts';
import { takeChat } from './chat-room.ts';
import { problemsOfMail } from './check-mail.ts';
import { feedbackOf, type MailFeedback } from './feedback.ts';
import { decodedHeader, openMails, type SentMail } from './kept-mails.ts';
import { chatHtml, mailboxPage, mailList, mailPage } from './mailbox-page.ts';

/** The mail service on this machine. */
export interface LocalMail {
  /** Where the SDK finds SES. */
  readonly url: string;
  /**
   * The mailbox for a person's browser. Its path is a secret of this start. A cookie would be none: a browser sends it to every port
   * of this machine, to those of other users, too.
   */
  readonly page: string;
  /** Where chats on this machine take messages, with their secret: `slack/<room>` and paths of workflows of Teams follow. */
  readonly chats: string;
  stop(): Promise<void>;
}

/** What a mailbox is started with. */
export interface MailOptions {
  /** A call signed with another access key id is refused. */
  readonly accessKeyId: string;
  /** The data folder that keeps the mails and the port; null keeps them in memory. */
  readonly folder?: string | null;
  /** The clock whose time the mails speak of. */
  readonly now?: () => number;
  /** Called for every mail that was sent. */
  readonly onSent?: (mail: SentMail) => void;
  /** Called for every mail that was sent with a configuration set, with what SES would report of it. */
  readonly onFeedback?: (feedback: MailFeedback) => void;
}

const sendPath = '/v2/email/outbound-emails';

/**
 * Starts a mailbox that takes SES's calls and keeps every mail. The service inside accepts every mail; the server in front of it refuses
 * what SES refuses.
 */
export async function startMail({
  accessKeyId,
  folder = null,
  now = Date.now,
  onSent = () => undefined,
  onFeedback = () => undefined,
}: MailOptions): Promise<LocalMail> {
  // By require, and only here: it is CommonJS, and slow to load for those who send no mail.
  const { default: startMailbox } = createRequire(import.meta.url)('aws-ses-v2-local') as { default: StartMailbox };
  const mailbox = await startMailbox({ port: 0, host: '127.0.0.1' });
  guardServer(mailbox, signedBy(accessKeyId));
  const inner: Service = { url: `http://127.0.0.1:${(mailbox.address() as { port: number }).port}`, accessKeyId };
  const root = `/${newSecret()}/`;
  const kept = openMails(folder);
  const chatRoot = `/${kept.chatSecret}/`;
  const accept = (body: string, messageId: string): void => {
    const mail = sentMail(body, messageId, now());
    kept.add(mail);
    onSent(mail);
    for (const feedback of feedbackOf(body, messageId)) onFeedback(feedback);
  };
  const server = createServer((request, response) => {
    const { url = '/' } = request;
    if (isUnder(chatRoot, url)) {
      answerChat(url.slice(chatRoot.length), (mail) => kept.add({ ...mail, at: now() }), request, response).catch(() =>
        response.destroy(),
      );
    } else if (isUnder(root, url)) answerPage(kept.all, url.slice(root.length), response);
    else answer(inner, accept, request, response).catch(() => response.destroy());
  });
  guardServer(server, guardOf(accessKeyId, [root, chatRoot]));
  const front = await listen(server, kept.port);
  kept.keepPort(front.port);
  return {
    url: front.url,
    page: `${front.url}${root}`,
    chats: `${front.url}${chatRoot}`,
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

interface MailRequest {
  readonly FromEmailAddress: string;
  readonly Destination: { readonly ToAddresses: readonly string[] };
  readonly Content: { readonly Simple: { readonly Subject: Content; readonly Body: Record<'Text' | 'Html', Content> } };
}

interface Content {
  readonly Data: string;
}

function sentMail(body: string, messageId: string, at: number): SentMail {
  const { FromEmailAddress, Destination, Content } = JSON.parse(body) as MailRequest;
  const { Subject, Body } = Content.Simple;
  return {
    messageId,
    from: decodedHeader(FromEmailAddress),
    to: Destination.ToAddresses,
    subject: Subject.Data,
    text: Body.Text.Data,
    html: Body.Html.Data,
    at,
  };
}

/** Programs sign their calls; a browser, and who posts to a chat, gives a secret in the path. */
function guardOf(accessKeyId: string, roots: readonly string[]): Guard {
  const signed = signedBy(accessKeyId);
  return (request) => (roots.some((root) => isUnder(root, request.url ?? '')) ? fromHere(request) : signed(request));
}

async function answerChat(
  path: string,
  keep: (mail: Omit<SentMail, 'at'>) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const taken = takeChat(path, await bodyOf(request));
  if (taken.kind === 'refusal') {
    response.writeHead(taken.status, { 'content-type': 'text/plain' }).end(taken.word);
    return;
  }
  const { room, title, lines } = taken;
  const text = lines.map((line) => line.text).join('\n');
  keep({ messageId: '', from: 'Tsunagi', to: [], subject: title, text, html: chatHtml(lines), chat: { room } });
  // As Slack answers: https://github.com/slackapi/node-slack-sdk/pull/480
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('ok');
}

const isUnder = (root: string, path: string): boolean => isSecret(path.slice(0, root.length), root);

/** The secret stands in the page's address: no other page gets to know it, and nothing in a mail sends it anywhere. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'self'; form-action 'none'",
};

function answerPage(mails: readonly SentMail[], path: string, response: ServerResponse): void {
  if (path === 'mails') {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(mails.filter(({ chat }) => chat === undefined)));
    return;
  }
  const page = pageAt(mails, path);
  response.writeHead(page === null ? 404 : 200, pageHeaders).end(page ?? 'There is no such mail.');
}

function pageAt(mails: readonly SentMail[], path: string): string | null {
  if (path === '') return mailboxPage(mails);
  if (path === 'list') return mailList(mails);
  const chosen = mails[Number(/^mails\/(\d+)$/.exec(path)?.[1] ?? Number.NaN)];
  return chosen === undefined ? null : mailPage(chosen);
}

async function answer(
  inner: Service,
  accept: (body: string, messageId: string) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const body = await bodyOf(request);
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
  accept(body, MessageId);
  // It keeps every mail for a page that nobody sees, for good.
  await pass(inner, 'POST', '/clear-store', request, '');
}

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
