/** The fields in use of CloudWatch's message about an alarm: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html */
interface AlarmMessage {
  readonly AlarmName: string;
  readonly NewStateValue: string;
  readonly AlarmDescription?: string | null;
  readonly StateChangeTime?: string;
  /** `Asia Pacific (Tokyo)` */
  readonly Region?: string;
  /** `arn:aws:cloudwatch:ap-northeast-1:…` */
  readonly AlarmArn?: string;
}

/**
 * The text for the chat: the alarm, whether it is on, since when, its description with the page of the runbook, and a link to the console.
 * Any other message, such as that of a bounced mail, is posted unchanged.
 */
export function alarmText(message: string): string {
  const alarm = alarmIn(message);
  if (alarm === null) return message;
  const { AlarmName: name, NewStateValue: state, AlarmDescription: description, StateChangeTime: since } = alarm;
  const kind = name.includes('-page-') ? 'PAGE' : 'ticket';
  const at = since === undefined ? '' : ` at ${since.slice(0, 16).replace('T', ' ')} UTC`;
  if (state === 'OK') return `Over: ${name}${at}. It was a ${kind}.`;
  const stands = state === 'ALARM' ? 'went off' : `is ${state}`;
  const lines = [`${kind}: ${name} ${stands}${at}${alarm.Region === undefined ? '' : `, ${alarm.Region}`}.`];
  if (description) lines.push(description);
  const region = alarm.AlarmArn?.split(':')[3];
  if (region)
    lines.push(`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${name}`);
  return lines.join('\n');
}

function alarmIn(message: string): AlarmMessage | null {
  try {
    const found = JSON.parse(message) as Partial<AlarmMessage> | null;
    const isAlarm = typeof found?.AlarmName === 'string' && typeof found.NewStateValue === 'string';
    return isAlarm ? (found as AlarmMessage) : null;
  } catch {
    return null;
  }
}
