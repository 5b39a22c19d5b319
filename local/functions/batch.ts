import { region } from '../assembly/resource-types.ts';
import type { Outcome } from './outcome.ts';

/** A message as ReceiveMessage gives it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<
    Record<string, { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string }>
  >;
}

/** The event a function gets for a batch: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function batchEvent(messages: readonly ReceivedMessage[], queueArn: string): string {
  return JSON.stringify({
    Records: messages.map((message) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes ?? {},
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          {
            dataType: DataType,
            stringValue: StringValue,
            binaryValue: BinaryValue,
            stringListValues: [],
            binaryListValues: [],
          },
        ]),
      ),
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: region,
    })),
  });
}

/**
 * The messages that a batch settled, and that may be deleted. The others come back after their visibility time-out.
 * A report that cannot be read fails the whole batch, as in Lambda:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function settledBy(
  outcome: Outcome,
  messages: readonly ReceivedMessage[],
  reportsFailures: boolean,
): readonly ReceivedMessage[] {
  if (outcome.kind !== 'returned') return [];
  if (!reportsFailures) return messages;
  const failed = failedIds(outcome.payload);
  if (failed === null || failed.some((id) => !messages.some(({ MessageId }) => MessageId === id))) return [];
  return messages.filter(({ MessageId }) => !failed.includes(MessageId));
}

/** Ids named in a report; none for an empty one; null for one that makes no sense. */
function failedIds(payload: string): string[] | null {
  const report = JSON.parse(payload) as { batchItemFailures?: unknown } | null;
  const failures = report?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return null;
  const ids = failures.map((failure) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return ids.every((id): id is string => typeof id === 'string' && id !== '') ? ids : null;
}
