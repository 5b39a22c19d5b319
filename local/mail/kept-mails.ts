import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSecret } from '../wire/guard.ts';

/** A mail as the mailbox keeps it. */
export interface SentMail {
  readonly messageId: string;
  /** `名前 <address>`, decoded. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** By the clock of the cloud, epoch ms: the one whose time the mail speaks of. */
  readonly at: number;
  /** Present for what was posted to a chat, which has no addresses. */
  readonly chat?: { readonly room: string };
}

/** The mails of a data folder, over all its starts. */
export interface KeptMails {
  /** The oldest first. */
  readonly all: readonly SentMail[];
  add(mail: SentMail): void;
  /** The port of the last start, or 0: one address per folder, as long as no other program has taken it. */
  readonly port: number;
  /** In the address of every chat here: one per folder, because merchants' rows hold such addresses. */
  readonly chatSecret: string;
  keepPort(port: number): void;
}

/** Mails that a page still shows well. Of twice as many the older half is dropped, and at a start all but these. */
const keptMax = 2_000;

/**
 * Opens what a folder keeps of mails; null keeps them in memory.
 *
 * @param folder its `mails` holds one mail a line, and the port
 */
export function openMails(folder: string | null): KeptMails {
  if (folder === null) {
    const all: SentMail[] = [];
    const add = (mail: SentMail): void => {
      all.push(mail);
      if (all.length > 2 * keptMax) all.splice(0, all.length - keptMax);
    };
    return { all, add, port: 0, chatSecret: newSecret(), keepPort: () => undefined };
  }
  const place = join(folder, 'mails');
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const [file, portFile, chatFile] = [join(place, 'sent.ndjson'), join(place, 'port'), join(place, 'chat')];
  if (!existsSync(chatFile)) writeFileSync(chatFile, `${newSecret()}\n`, { mode: 0o600 });
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const kept = lines.flatMap(mailOf).slice(-keptMax);
  const writeAll = (): void => {
    writeFileSync(`${file}.new`, kept.map(lineOf).join(''), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  // So that a line that a killed process left half written does not spoil the next one.
  if (lines.length > 0) writeAll();
  const port = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0;
  return {
    all: kept,
    add(mail) {
      kept.push(mail);
      if (kept.length <= 2 * keptMax) return appendFileSync(file, lineOf(mail), { mode: 0o600 });
      kept.splice(0, kept.length - keptMax);
      writeAll();
    },
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0,
    chatSecret: readFileSync(chatFile, 'utf8').trim(),
    keepPort: (used) => writeFileSync(portFile, `${used}\n`, { mode: 0o600 }),
  };
}

const lineOf = (mail: SentMail): string => `${JSON.stringify(mail)}\n`;

function mailOf(line: string): SentMail[] {
  try {
    return [JSON.parse(line) as SentMail];
  } catch {
    return [];
  }
}

/** A header with its encoded words (RFC 2047) as people read them; SES gets the sender's name in base64 only. */
export function decodedHeader(header: string): string {
  const joined = header.replace(/(=\?[^?]+\?B\?[^?]*\?=)\s+(?==\?)/gi, '$1');
  return joined.replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, base64: string) =>
    Buffer.from(base64, 'base64')
      .toString()
      .replace(/\p{Cc}+/gu, ' '),
  );
}
