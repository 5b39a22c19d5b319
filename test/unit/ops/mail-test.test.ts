import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import type { Installation } from '../../../ops/frame/installation.ts';
import { mailTest } from '../../../ops/mail/mail-test.ts';
import type { Terminal } from '../../../ops/terminal/index.ts';
import type { Stage } from '../../../wiring/deployment.ts';
import { countReads, openWorld } from './world.ts';

const ses = mockClient(SESv2Client);
beforeEach(() => ses.reset());
afterAll(() => ses.restore());

/** The stage prod, whose functions have these variables. */
function stage(variables: Readonly<Record<string, string>>): Installation {
  const deployed = {
    name: 'prod',
    region: 'ap-northeast-1',
    stack: async () => ({ outputs: {} }),
    allVariables: async () => variables,
  } as unknown as Stage;
  const { ports, apiKeys, orderList } = openWorld();
  return {
    kind: 'stage',
    place: 'stage prod, ap-northeast-1',
    profile: undefined,
    stage: deployed,
    open: async () => ({
      place: '',
      ports,
      apiKeys,
      orderList,
      countReads,
      importSettings: defaultImportSettings,
      callsPerSecond: 1,
      shards: 1,
      close: async () => undefined,
    }),
    close: () => undefined,
  };
}

async function send(installation: Installation, json = false) {
  const said: string[] = [];
  const terminal = {
    say: (...lines: string[]) => said.push(...lines),
    print: (...lines: string[]) => said.push(...lines),
    printJson: (value: unknown) => said.push(JSON.stringify(value)),
  } as unknown as Terminal;
  const code = await mailTest.run(
    { terminal, find: async () => installation, open: () => Promise.reject(new Error('opened by itself')) },
    { to: 'tencho@example.jp', json },
  );
  return { code, said: said.join('\n') };
}

describe('a test mail', () => {
  it('goes from the deployment’s sender, under its name, and says which stage it came from', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'message-1' });
    const { code, said } = await send(stage({ SENDER: 'info@example.jp', MAIL_FROM_NAME: 'Kado' }));
    expect(code).toBe(0);
    expect(said).toContain('took a mail from info@example.jp to t***@example.jp (message-1)');
    const [call] = ses.commandCalls(SendEmailCommand);
    expect(call?.args[0].input).toMatchObject({
      FromEmailAddress: '=?UTF-8?B?S2Fkbw==?= <info@example.jp>',
      Destination: { ToAddresses: ['tencho@example.jp'] },
      Content: { Simple: { Subject: { Data: '【テスト】メール送信の確認(prod)' } } },
    });
  });

  it('is reported to a program without the address', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'message-1' });
    const { said } = await send(stage({ SENDER: 'info@example.jp' }), true);
    expect(JSON.parse(said)).toEqual({
      place: 'stage prod, ap-northeast-1',
      sender: 'info@example.jp',
      to: 't***@example.jp',
      outcome: 'accepted',
      messageId: 'message-1',
    });
  });

  it('does not leave a deployment without a sender', async () => {
    const { code, said } = await send(stage({}));
    expect([code, ses.calls().length]).toEqual([1, 0]);
    expect(said).toContain('Name one with the parameter sender, and deploy');
  });

  it.each([
    ['MessageRejected', /not verified, or SES is in the sandbox/],
    ['MailFromDomainNotVerifiedException', /MAIL FROM domain/],
    ['SendingPausedException', /SES has stopped the account/],
    ['TooManyRequestsException', /quota is used up/],
    ['AccessDeniedException', /may not do ses:SendEmail/],
    ['TimeoutError', /Is the network there/],
  ])('that SES does not take, saying %s, tells what to do', async (name, advice) => {
    ses.on(SendEmailCommand).rejects(Object.assign(new Error('tencho@example.jp is not verified'), { name }));
    const { code, said } = await send(stage({ SENDER: 'info@example.jp' }));
    expect(code).toBe(1);
    expect(said).toContain(name);
    expect(said).toMatch(advice);
    expect(said).not.toContain('tencho@');
  });
});
