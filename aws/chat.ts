import { lookup as dnsLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { secondMs } from '../core/kernel/index.ts';
import { wrongChatAddress } from '../core/model/index.ts';
import type { ChatMessage, ChatPoster } from '../core/ports/index.ts';
import { notPublic, postJson, slackText, teamsCard } from './webhook.ts';

/** A chat takes a message within a second; one that hangs keeps the others of a run waiting. */
const timeoutMs = 5 * secondMs;

/** What a poster is made with. */
export interface ChatPosterOptions {
  /** Where the chat that `npm start` plays takes messages, with its secret; null where there is none. */
  readonly desk?: string | null;
  readonly limitMs?: number;
  /** Finds the addresses of a host; for tests. */
  readonly find?: typeof dnsLookup;
}

/**
 * Posts to the webhooks of merchants' chats. A merchant chooses the address, so it must not lead into a network of ours: it is https to a
 * public name, no redirect is followed, and the connection is refused unless every address of the host is public. That is checked on
 * the very addresses that are then connected to, so a name that changes in between gains nothing.
 */
export function chatPoster({ desk = null, limitMs = timeoutMs, find = dnsLookup }: ChatPosterOptions = {}): ChatPoster {
  const lookup = publicOnly(find);
  return {
    async post(address, kind, message) {
      if (wrongChatAddress(address, desk) !== null) return { kind: 'refused', reason: 'address not allowed' };
      const isDesk = desk !== null && address.startsWith(desk);
      const body = kind === 'teams' ? teamsCard(teamsBlocks(message)) : { text: slackMessage(message) };
      const answer = await postJson(address, body, { limitMs, ...(isDesk ? {} : { lookup }) });
      switch (answer.kind) {
        case 'taken':
          return { kind: 'accepted' };
        case 'refused':
          return { kind: 'refused', reason: answer.code };
        case 'later': {
          const { code, retryAfterMs, isOpen } = answer;
          return { kind: 'later', reason: code, retryAfterMs, isOpen };
        }
      }
    },
  };
}

/** Bold title and headings, a line break between lines: https://docs.slack.dev/messaging/formatting-message-text */
function slackMessage({ title, parts }: ChatMessage): string {
  const lines = parts.flatMap(({ heading, lines }) => [
    '',
    ...(heading === null ? [] : [`*${slackText(heading)}*`]),
    ...lines.map(slackText),
  ]);
  return [`*${slackText(title)}*`, ...lines].join('\n');
}

/**
 * Each line as a block of plain text: a `TextBlock` would read signs in names as Markdown, and a `RichTextBlock` does not.
 * https://adaptivecards.io/explorer/RichTextBlock.html
 */
function teamsBlocks({ title, parts }: ChatMessage): object[] {
  const block = (text: string, how: object = {}, isApart = false) => ({
    type: 'RichTextBlock',
    ...(isApart ? { spacing: 'medium' } : { spacing: 'small' }),
    inlines: [{ type: 'TextRun', text, ...how }],
  });
  return [
    block(title, { weight: 'bolder', size: 'medium' }),
    ...parts.flatMap(({ heading, lines }) => [
      ...(heading === null ? [] : [block(heading, { weight: 'bolder' }, true)]),
      ...lines.map((line, index) => block(line, {}, heading === null && index === 0)),
    ]),
  ];
}

/** Finds a host's addresses, and fails unless all of them are public. */
function publicOnly(find: typeof dnsLookup): LookupFunction {
  return (hostname, options, done) => {
    find(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 0);
      const [first] = found;
      if (first === undefined || found.some(({ address }) => !isPublic(address))) {
        return done(
          Object.assign(new Error('The host has an address that is not public.'), { code: notPublic }),
          '',
          0,
        );
      }
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  };
}

/** https://www.iana.org/assignments/iana-ipv4-special-registry/ */
const special4 = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  special4.addSubnet(net, prefix, 'ipv4');

/** Of IPv6 only global unicast is public, without what tunnels to IPv4 or documents: https://www.iana.org/assignments/iana-ipv6-special-registry/ */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
const special6 = new BlockList();
special6.addSubnet('2001::', 23, 'ipv6');
special6.addSubnet('2001:db8::', 32, 'ipv6');
special6.addSubnet('2002::', 16, 'ipv6');
special6.addSubnet('3fff::', 20, 'ipv6');

/** True for an address of the internet at large. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special4.check(address, 'ipv4');
    case 6:
      return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
    default:
      return false;
  }
}
