import { SESv2Client } from '@aws-sdk/client-sesv2';
import { chatPoster } from '../aws/chat.ts';
import { sesMailer } from '../aws/mailer.ts';
import type { ChatPoster, Mailer } from '../core/ports/index.ts';

/** The mailer of commands, with this sender and the person's credentials. */
export function openMailer(sender: string): Mailer {
  return sesMailer(new SESv2Client({ maxAttempts: 1 }), { sender });
}

/** Posts to merchants' chats for commands; `desk` as in `CHAT_DESK` of an installation. */
export function openChatPoster(desk: string | null): ChatPoster {
  return chatPoster({ desk });
}
