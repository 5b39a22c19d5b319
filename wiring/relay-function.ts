import type { LambdaHandler } from '../aws/lambda/invocation.ts';
import { topicFunction } from '../aws/lambda/topic-event.ts';
import { secureParameter } from '../aws/parameter.ts';
import { postToWebhook } from '../aws/webhook.ts';
import { alarmText } from './alarm-text.ts';
import { functionLog } from './function-log.ts';
import { always, readSettings } from './settings.ts';

/** Where AWS's extension listens: https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html */
const extensionPort = '2773';

export const relayVariables = [...always, 'WEBHOOK_PARAMETER'] as const;

/** Creates the handler that posts alarms to a webhook. It has no table, no key and no other secret. */
export function relayFunction(name: string): LambdaHandler {
  const settings = readSettings(relayVariables, process.env);
  const url = `http://localhost:${process.env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT || extensionPort}`;
  const work = async (texts: readonly string[]): Promise<void> => {
    const webhook = await secureParameter(settings.WEBHOOK_PARAMETER, {
      url,
      token: process.env.AWS_SESSION_TOKEN ?? '',
    });
    for (const text of texts) await postToWebhook(webhook, alarmText(text));
  };
  return topicFunction(work, functionLog(name, settings));
}
