import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { listen } from '../wire/listen.ts';
import { problemsOfMail } from './check-mail.ts';
import { feedbackOf, type MailFeedback } from './feedback.ts';

/** The mail service on this machine. */
export interface LocalMail {
  /** Where the SDK finds SES, and a person the mailbox with its pages. */
  readonly url: string;
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
 * Starts a mailbox that takes SES's calls and keeps every mail in memory. The mailbox itself takes anything; the guard in
 * front of it refuses what SES refuses.
 *
 * @param onFeedback hears of a mail to one of the addresses with which SES lets people try what comes of bad ones
 */
export async function startMail(onFeedback: (feedback: MailFeedback) => void = () => undefined): Promise<LocalMail> {
  // By require, and only here: it is CommonJS, and slow to load for those who send no mail.
  const { default: startMailbox } = createRequire(import.meta.url)('aws-ses-v2-local') as { default: StartMailbox };
  const mailbox = await startMailbox({ port: 0, host: '127.0.0.1' });
  const inner = `http://127.0.0.1:${(mailbox.address() as { port: number }).port}`;
  const guard = await listen(createServer((request, response) => void pass(inner, request, response, onFeedback)));
  return {
    url: guard.url,
    async mails() {
      const { emails } = (await (await fetch(`${inner}/store`)).json()) as { emails: StoredMail[] };
      return emails.map(sentMail);
    },
    async stop() {
      await guard.stop();
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

async function pass(
  inner: string,
  request: IncomingMessage,
  response: ServerResponse,
  onFeedback: (feedback: MailFeedback) => void,
): Promise<void> {
  const body = await bodyOf(request);
  const isSend = request.method === 'POST' && request.url === sendPath;
  const problems = isSend ? problemsOfMail(body) : [];
  if (problems.length > 0) {
    response.writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': 'BadRequestException' });
    response.end(JSON.stringify({ message: problems.join(' ') }));
    return;
  }
  const answer = await fetch(`${inner}${request.url ?? '/'}`, {
    method: request.method ?? 'GET',
    headers: {
      'content-type': request.headers['content-type'] ?? 'application/json',
      authorization: request.headers.authorization ?? '',
    },
    ...(body === '' ? {} : { body }),
  });
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
  const answered = Buffer.from(await answer.arrayBuffer());
  response.end(answered);
  if (!isSend || !answer.ok) return;
  const { MessageId = '' } = JSON.parse(answered.toString()) as { MessageId?: string };
  for (const feedback of feedbackOf(body, MessageId)) onFeedback(feedback);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
