import { errorName, secondMs, TsunagiError } from '../core/kernel/index.ts';

const timeoutMs = 10 * secondMs;

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
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(isTeamsWorkflow(url) ? teamsCard(text) : { text }),
      // An incoming webhook never leads elsewhere; a sign-in page does.
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
    });
    // The body is not used, and may be endless.
    await answer.body?.cancel();
  } catch (error) {
    const name = errorName(error);
    throw refused(
      'later',
      name === 'TimeoutError' ? `no answer within ${limitMs / secondMs} s` : `not reached (${name})`,
    );
  }
  const { status, headers } = answer;
  const isPage = headers.get('content-type')?.startsWith('text/html') ?? false;
  if (answer.ok && !isPage) return;
  if (status === 429 || status >= 500) throw refused('later', `it answered ${status}`);
  const what = answer.ok ? 'it answered with a web page' : `it answered ${status}`;
  throw refused(
    'never',
    `${what}. The webhook was deleted, or the address is another one: make a new webhook, and put its address into the parameter`,
  );
}

/**
 * The trigger of a workflow, whose host has changed (`….logic.azure.com`, `….environment.api.powerplatform.com`) while the end of its
 * path has not: https://learn.microsoft.com/en-us/answers/questions/5606972/your-flow-has-a-new-trigger-url
 */
function isTeamsWorkflow(url: string): boolean {
  return /\/workflows\/[^/]+\/triggers\/[^/]+\/paths\/invoke$/.test(new URL(url).pathname);
}

/** A workflow posts each card of `attachments`, and answers 202: https://adaptivecards.io/explorer/TextBlock.html. A line break in a text is lost. */
function teamsCard(text: string): object {
  const body = text.split('\n').map((line) => ({ type: 'TextBlock', text: line, wrap: true }));
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
