import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { ListEmailIdentitiesCommand } from '@aws-sdk/client-sesv2';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { type Deployment, senderDomain } from '../deployment.ts';
import { familyOf, isRunning } from '../family.ts';
import type { Step } from '../story.ts';
import { until } from '../until.ts';

/** The stage is deleted, the orders are exported first, and what remains is reported. */
export function tearingDown(the: () => Deployment, step: Step): void {
  step(
    'writes every order down, and takes everything down',
    async () => {
      const { place } = the();
      const { books } = await the().takeStock();
      const { DataKeyArn = '' } = (await the().outputs()).data;
      await the().consumer().detach();
      const said = await the().walk('npm run ops -- teardown');

      const folder = join(place.home, 'orders', 'all');
      const lines = readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.name.endsWith('.ndjson'))
        .flatMap((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').trim().split('\n'));
      const written = new Set(lines.map((line) => (JSON.parse(line) as { orderNumber: string }).orderNumber));
      expect(written).toEqual(new Set(books.map(({ orderNumber }) => orderNumber)));

      const { KeyMetadata } = await place.account.kms.send(new DescribeKeyCommand({ KeyId: DataKeyArn }));
      expect(KeyMetadata?.KeyState).toBe('PendingDeletion');
      // The list of what remains is whole: nothing else is found below, and each of these is there.
      const [, remains = ''] = said.split('What remains');
      for (const name of [String(DataKeyArn.split('/').at(-1)), senderDomain, 'CDKToolkit'])
        expect(remains).toContain(name);
    },
    2 * minuteMs,
  );

  step('leaves nothing else in the account', async () => {
    const { cloudformation, dynamodb, eventbridge, lambda, scheduler, sesv2, sqs } = the().place.account;
    const stacks: (string | undefined)[] = [];
    for await (const { Stacks = [] } of paginateDescribeStacks({ client: cloudformation }, {})) {
      stacks.push(...Stacks.map(({ StackName }) => StackName));
    }
    expect(stacks).toEqual(['CDKToolkit']);
    const { EmailIdentities = [] } = await sesv2.send(new ListEmailIdentitiesCommand({}));
    expect(EmailIdentities.map(({ IdentityName }) => IdentityName)).toEqual([senderDomain]);
    expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
    expect((await scheduler.send(new ListSchedulesCommand({}))).Schedules).toEqual([]);
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
    const { EventBuses = [] } = await eventbridge.send(new ListEventBusesCommand({}));
    expect(EventBuses.map(({ Name }) => Name)).toEqual(['default']);
  });

  step('has walked every command of the page but the one that installs the project', async () => {
    expect(the().page.left()).toEqual(['npm ci\n']);
  });

  step('leaves no process behind', async () => {
    const { ministack, mall, leave } = the().place;
    const family = [ministack, mall].flatMap(({ pid }) => familyOf(pid));
    expect(family.length).toBeGreaterThanOrEqual(2);
    await leave();
    await until('the end of all of them', 10 * secondMs, async () => !family.some(isRunning));
  });
}
