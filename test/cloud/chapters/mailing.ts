import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { expect } from 'vitest';
import { always, type Deployment, senderDomain } from '../deployment.ts';
import type { Step } from '../story.ts';

/** Mails leave by SES, once it knows whom they come from. */
export function mailing(the: () => Deployment, step: Step): void {
  const send = () => the().ops('mail test --to $MAIL_TO --json');

  step('is refused by SES until the sender is registered, and the refusal says what to do', async () => {
    const { code, stderr } = await send();
    expect(code).toBe(1);
    expect(stderr).toMatch(/MessageRejected[\s\S]*ops doctor/);
  });

  step('sends a mail when its domain is known', async () => {
    const { sesv2 } = the().place.account;
    await sesv2.send(new CreateEmailIdentityCommand({ EmailIdentity: senderDomain }));
    const { code, stdout, stderr } = await send();
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'accepted', sender: always.sender });
    const outbox = await fetch(`${the().place.ministack.url}/_ministack/ses/messages`);
    const { messages } = (await outbox.json()) as { messages: Record<string, { To: string[]; Source: string }[]> };
    const [mail, ...more] = Object.values(messages).flat();
    expect(more).toEqual([]);
    expect(mail?.To).toEqual(['merchant@example.jp']);
    expect(mail?.Source).toContain(`<${always.sender}>`);
  });
}
