import { errorName, secondMs, TsunagiError } from '../core/kernel/index.ts';

const timeoutMs = 10 * secondMs;

/**
 * Posts a text to an incoming webhook of Slack; Mattermost, Rocket.Chat and Discord (with `/slack` at the end) accept the same.
 * https://api.slack.com/messaging/webhooks
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
      body: JSON.stringify({ text }),
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

/** Alarms are not secret, but the address is: plain http is only for this machine. */
function isWebhook(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');
}

function refused(retry: 'later' | 'never', what: string): TsunagiError {
  return new TsunagiError('aws.failing', retry, `The webhook did not take an alarm: ${what}.`);
}
