/** What a chat on this machine makes of a request: a message as its reader sees it, or how it refuses, as Slack or Teams would. */
export type TakenChat =
  | { readonly kind: 'message'; readonly room: string; readonly title: string; readonly lines: readonly ChatLine[] }
  | { readonly kind: 'refusal'; readonly status: number; readonly word: string };

export interface ChatLine {
  readonly text: string;
  readonly isBold: boolean;
}

/** Rooms in which a chat refuses, so that it can be tried what comes of it. */
const refusals: Readonly<Record<string, { readonly status: number; readonly word: string }>> = {
  deleted: { status: 404, word: 'no_service' },
  archived: { status: 410, word: 'channel_is_archived' },
  busy: { status: 429, word: 'rate_limited' },
};

/** The path of a workflow of Teams, behind the secret; any other is a room of Slack. */
const workflow = /^workflows\/([\w-]+)\/triggers\/manual\/paths\/invoke(?:\?|$)/;

/** @param path what stands behind the secret: `slack/<room>`, or `workflows/<room>/triggers/manual/paths/invoke` */
export function takeChat(path: string, body: string): TakenChat {
  const [, teams] = workflow.exec(path) ?? [];
  const room = teams ?? /^slack\/([\w-]+)$/.exec(path)?.[1];
  if (room === undefined) return { kind: 'refusal', status: 404, word: 'no_team' };
  const refusal = Object.hasOwn(refusals, room) ? refusals[room] : undefined;
  if (refusal !== undefined) return { kind: 'refusal', ...refusal };
  const lines = teams === undefined ? slackLines(body) : cardLines(body);
  if (lines === null || lines.length === 0) return { kind: 'refusal', status: 400, word: 'invalid_payload' };
  return { kind: 'message', room, title: lines[0]?.text ?? '', lines };
}

/** `*…*` is bold, and the three escaped signs are themselves: https://docs.slack.dev/messaging/formatting-message-text */
function slackLines(body: string): ChatLine[] | null {
  const text = (parsed(body) as { readonly text?: unknown } | null)?.text;
  if (typeof text !== 'string' || text === '') return null;
  return text.split('\n').map((line) => {
    const [, bold] = /^\*(.+)\*$/.exec(line) ?? [];
    const shown = (bold ?? line).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    return { text: shown, isBold: bold !== undefined };
  });
}

interface Card {
  readonly attachments?: readonly { readonly content?: { readonly type?: string; readonly body?: readonly Block[] } }[];
}

interface Block {
  readonly type?: string;
  readonly spacing?: string;
  readonly inlines?: readonly { readonly text?: string; readonly weight?: string }[];
}

/** The blocks of text of an adaptive card: https://adaptivecards.io/explorer/RichTextBlock.html */
function cardLines(body: string): ChatLine[] | null {
  const content = (parsed(body) as Card | null)?.attachments?.[0]?.content;
  if (content?.type !== 'AdaptiveCard' || !Array.isArray(content.body)) return null;
  return (content.body as readonly Block[]).flatMap(({ inlines = [], spacing }) => [
    ...(spacing === 'medium' ? [{ text: '', isBold: false }] : []),
    { text: inlines.map(({ text = '' }) => text).join(''), isBold: inlines[0]?.weight === 'bolder' },
  ]);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
