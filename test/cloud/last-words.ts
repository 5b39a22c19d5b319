import type { Place } from './place.ts';
import { logs } from './signed-call.ts';

/** What helps to see why a step failed: the end of what the emulator printed, and the errors in the functions' logs. */
export async function lastWords({ ministack, account }: Place): Promise<string> {
  const printed = ministack.printed().trimEnd().split('\n').slice(-30);
  const errors = await errorsIn(account.endpoint).catch((error: unknown) => [`They could not be read: ${error}`]);
  return [
    'The last that the emulator printed:',
    ...printed,
    `Errors in the functions' logs: ${errors.length === 0 ? 'none' : ''}`,
    ...errors,
  ].join('\n');
}

async function errorsIn(endpoint: string): Promise<string[]> {
  const { logGroups } = await logs(endpoint, 'DescribeLogGroups', { logGroupNamePrefix: '/aws/lambda/' });
  const lines: string[] = [];
  for (const { logGroupName } of logGroups as { logGroupName: string }[]) {
    const { events } = await logs(endpoint, 'FilterLogEvents', { logGroupName });
    const messages = (events as { message: string }[]).map(({ message }) => message);
    lines.push(...messages.filter((message) => message.includes('"level":"error"')).slice(-5));
  }
  return lines;
}
