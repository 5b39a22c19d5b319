import type { Ports } from '../../core/ports/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { Cloud } from '../cloud.ts';
import type { DeskMall } from './desk-mall.ts';

/** Messages that one look sends to their queue together. */
const atOnce = 10;

/**
 * Has the simulated malls tell this cloud about changed orders, by its queue or at the address of its API, as `ops shops verify` does at real
 * ones. What they had sent before this start is gone with the queue of that time.
 */
export async function subscribeHints(
  ports: Pick<Ports, 'malls' | 'shops'>,
  malls: readonly DeskMall[],
  { queueArn, hooksUrl }: { readonly queueArn: string | undefined; readonly hooksUrl: string | undefined },
): Promise<void> {
  for (const { simulator, control } of malls) simulator.played.messages?.(control);
  const played = new Set(malls.map(({ name }) => name));
  for (const shop of await ports.shops.all()) {
    const { hintsTo } = mallDesks.of(shop.mall);
    const place = hintsTo === 'queue' ? queueArn : hooksUrl && `${hooksUrl}/${shop.mall}`;
    if (!played.has(shop.mall) || hintsTo === undefined || place === undefined) continue;
    await (await ports.malls.shop(shop)).subscribeHints?.(place);
  }
}

/** Brings what the malls have sent since the last look to the queue that malls send to, as the rule of a bus does on AWS, or to an address. */
export async function passMessagesOn(cloud: Pick<Cloud, 'call' | 'env'>, malls: readonly DeskMall[]): Promise<void> {
  const hints = cloud.env.ORDER_HINTS_QUEUE_ARN ?? '';
  const messages = malls.flatMap(({ simulator, control }) => simulator.played.messages?.(control) ?? []);
  for (let from = 0; from < messages.length; from += atOnce) {
    await Promise.all(
      messages.slice(from, from + atOnce).map(async ({ body, ...to }) => {
        if ('url' in to) {
          // What is refused, or not taken, the listing brings.
          await fetch(to.url, { method: 'POST', headers: to.headers, body }).catch(() => {});
          return;
        }
        const QueueName = ('queueArn' in to ? to.queueArn : hints).split(':').at(-1);
        const { QueueUrl } = await cloud.call('sqs', 'AmazonSQS.GetQueueUrl', { QueueName });
        await cloud.call('sqs', 'AmazonSQS.SendMessage', { QueueUrl, MessageBody: body });
      }),
    );
  }
}
