import { Annotations, type Stack } from 'aws-cdk-lib';
import type { Parameters } from './parameters.ts';

/** Warns, at synthesis and deployment, of notifications without a recipient, which would otherwise be discovered too late. */
export function warnOfSilence(
  stack: Stack,
  { stage, sender, opsEmail, ticketEmail, webhookParameter }: Parameters,
): void {
  const warn = (id: string, what: string): void => Annotations.of(stack).addWarningV2(`tsunagi:${id}`, what);
  const inBlock = `in cdk.json (tsunagi:stages.${stage}), and deploy`;
  if (sender === null) {
    warn(
      'no-sender',
      `No sender is set: merchants get no mails, not even of an outage. Set sender and mailFromName ${inBlock}; docs/start/deploy.md has the steps.`,
    );
  }
  if (opsEmail !== null) return;
  const how = 'docs/reference/stack.md says how alarms reach people';
  if (webhookParameter !== null) {
    warn(
      'webhook-alone',
      `Alarms go only to the webhook: if it refuses them, no other channel reports the failure. Set opsEmail ${inBlock}; ${how}.`,
    );
    return;
  }
  const who =
    ticketEmail === null
      ? 'No subscription is set: alarms have no recipient.'
      : 'No opsEmail is set: pages have no recipient.';
  warn(
    'no-subscription',
    `${who} Set opsEmail or webhookParameter ${inBlock}; ${how}. Subscriptions made by hand are not seen here.`,
  );
}
