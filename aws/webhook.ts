import type { IncomingMessage } from 'node:http';
import type { LookupFunction } from 'node:net';
import { errorName, secondMs, TsunagiError } from '../core/kernel/index.ts';

const timeoutMs = 10 * secondMs;
/** So much of an answer is read: enough to tell a page from a word, and the word of a refusal. */
const answerBytesMax = 1024;

/** What an address answered to one message. */
export type PostAnswer =
  | { readonly kind: 'taken' }
  /** It will refuse the same again. `code`: why, with its own word for it where it gave one, such as `HTTP 404 (no_service)` of Slack. */
  | { readonly kind: 'refused'; readonly what: string; readonly code: string }
  /** It may take the same later. `isOpen`: the whole message was sent, so it may have been taken. */
  | (Later & { readonly kind: 'later'; readonly what: string });

interface Later {
  readonly code: string;
  readonly retryAfterMs: number | null;
  readonly isOpen: boolean;
}

/**
 * Posts a text to the incoming webhook of a chat: to a workflow of Teams as a card, to any other as Slack takes it
 * (https://api.slack.com/messaging/webhooks); Mattermost, Rocket.Chat and Discord (with `/slack` at the end) accept the same.
 *
 * @param url a secret: anyone who has it can post. It never appears in an error
 * @throws TsunagiError `aws.failing`, with what the address answered and what to do; `later` where a repeat may help
 */
export async function postToWebhook(url: string, text: string, limitMs = timeoutMs): Promise<void> {
  if (!isWebhook(url)) {
    throw refused(
      'never',
      'the parameter holds no https address. Put the whole address of an incoming webhook into it',
    );
  }
  const lines = text.split('\n').map((line) => ({ type: 'TextBlock', text: line, wrap: true }));
  const body = isTeamsWorkflow(url) ? teamsCard(lines) : { text: slackText(text) };
  const answer = await postJson(url, body, { limitMs });
  switch (answer.kind) {
    case 'taken':
      return;
    case 'later':
      throw refused('later', answer.what);
    case 'refused':
      throw refused(
        'never',
        `${answer.what}. The webhook was deleted, or the address is another one: make a new webhook, and put its address into the parameter`,
      );
  }
}

/**
 * Posts JSON once, and follows no redirect: an incoming webhook never leads elsewhere, a sign-in page does.
 *
 * @param limits `lookup`: how the host's addresses are found, where not every one may be connected to
 */
export function postJson(
  url: string,
  body: object,
  { limitMs = timeoutMs, lookup }: { readonly limitMs?: number; readonly lookup?: LookupFunction } = {},
): Promise<PostAnswer> {
  const text = JSON.stringify(body);
  // Loaded by the first post: a function that posts once a month must not load HTTP at each start.
  const { request } = process.getBuiltinModule(url.startsWith('https:') ? 'node:https' : 'node:http');
  return new Promise((resolve) => {
    const call = request(url, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) },
      signal: AbortSignal.timeout(limitMs),
      ...(lookup === undefined ? {} : { lookup }),
    });
    let isSent = false;
    call.on('finish', () => {
      isSent = true;
    });
    // What is left of the answer is not read, and may be endless.
    call.on('response', (response) => resolve(judged(response).finally(() => call.destroy())));
    call.on('error', (error) => {
      const isLate = errorName(error) === 'AbortError' || errorName(error) === 'TimeoutError';
      const code = (error as NodeJS.ErrnoException).code;
      if (code === notPublic)
        resolve({ kind: 'refused', what: 'its host has an address that is not public', code: 'address not public' });
      else {
        const name = code ?? errorName(error);
        const what = isLate ? `no answer within ${limitMs / secondMs} s` : `not reached (${name})`;
        resolve({ kind: 'later', what, code: isLate ? 'timeout' : name, retryAfterMs: null, isOpen: isSent });
      }
    });
    call.end(text);
  });
}

/** The code of the error by which a `lookup` says that a host must not be connected to. */
export const notPublic = 'ERR_NOT_PUBLIC';

async function judged(response: IncomingMessage): Promise<PostAnswer> {
  const { statusCode: status = 0, headers } = response;
  if (status === 429 || status >= 500 || status === 408) {
    const seconds = Number(headers['retry-after']);
    const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * secondMs : null;
    return { kind: 'later', what: `it answered ${status}`, code: `HTTP ${status}`, retryAfterMs, isOpen: false };
  }
  const isGood = status >= 200 && status < 300;
  const isHtml = headers['content-type']?.startsWith('text/html') ?? false;
  // Slack's own "ok" comes as text/html, too: https://github.com/slackapi/node-slack-sdk/pull/480
  if (isGood && !isHtml) return { kind: 'taken' };
  const text = (await beginningOf(response)).trim();
  if (!isGood) {
    const word = /^[a-z_]{2,40}$/.exec(text)?.[0];
    return {
      kind: 'refused',
      what: `it answered ${status}`,
      code: `HTTP ${status}${word === undefined ? '' : ` (${word})`}`,
    };
  }
  return text.startsWith('<')
    ? { kind: 'refused', what: 'it answered with a web page', code: 'web page' }
    : { kind: 'taken' };
}

/** The first bytes of an answer; what came of it, where it breaks off or its time is over. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length >= answerBytesMax) break;
    }
  } catch {
    // The status is here, and says enough.
  }
  return Buffer.concat(chunks).subarray(0, answerBytesMax).toString();
}

/** The three signs that Slack reads as its own: https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * The trigger of a workflow, whose host has changed (`….logic.azure.com`, `….environment.api.powerplatform.com`) while the end of its
 * path has not: https://learn.microsoft.com/en-us/answers/questions/5606972/your-flow-has-a-new-trigger-url
 */
function isTeamsWorkflow(url: string): boolean {
  return /\/workflows\/[^/]+\/triggers\/[^/]+\/paths\/invoke$/.test(new URL(url).pathname);
}

/** A workflow posts each card of `attachments`, and answers 202: https://adaptivecards.io/explorer/TextBlock.html. A line break in a text is lost. */
export function teamsCard(body: readonly object[]): object {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body,
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
}

/** Alarms are not secret, but the address is: plain http is only for this machine. */
function isWebhook(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');
}

function refused(retry: 'later' | 'never', what: string): TsunagiError {
  return new TsunagiError('aws.failing', retry, `The webhook did not take an alarm: ${what}.`);
}
