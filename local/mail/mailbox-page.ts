import type { ChatLine } from './chat-room.ts';
import type { SentMail } from './kept-mails.ts';

/** The page lists the newest mails, and asks for the list again so often. */
const shownMax = 500;
const refreshMs = 3_000;

/** The mailbox as a page: a list, and the mail that was chosen. Every address in it is relative to its own, which is secret. */
export function mailboxPage(mails: readonly SentMail[]): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tsunagi: mails</title><style>
body{margin:0;display:flex;height:100vh;font:14px/1.5 'Hiragino Sans','Yu Gothic',Meiryo,sans-serif;color:#222}
nav{width:26em;overflow:auto;border-right:1px solid #ccc;flex:none}
nav header{padding:10px 14px;border-bottom:1px solid #ccc;background:#f3f4f2}
nav a{display:block;padding:8px 14px;border-bottom:1px solid #eee;color:inherit;text-decoration:none}
nav a:hover,nav a:focus{background:#eef6f0}
nav small{color:#666}
iframe{flex:1;border:0}
</style></head><body>
<nav><header><strong>Tsunagi</strong>: mails and chats of merchants<br><small>They stay on this machine. Times are Japan's.</small></header>
<div id="list">${mailList(mails)}</div></nav>
<iframe name="mail" title="The mail"></iframe>
<script>
setInterval(async () => {
  const answer = await fetch('list').catch(() => null);
  if (answer?.ok) document.getElementById('list').innerHTML = await answer.text();
}, ${refreshMs});
</script></body></html>`;
}

/** The newest first; each opens beside the list. */
export function mailList(mails: readonly SentMail[]): string {
  if (mails.length === 0) return '<p style="padding:0 14px">No mail yet.</p>';
  const from = Math.max(0, mails.length - shownMax);
  const listed = mails
    .slice(from)
    .map(
      ({ at, to, subject, chat }, index) =>
        `<a href="mails/${from + index}" target="mail"><small>${escaped(japanTime(at))} → ${escaped(placeOf({ to, chat }))}</small><br>${escaped(subject)}</a>`,
    )
    .toReversed()
    .join('\n');
  if (from === 0) return listed;
  return `${listed}\n<p style="padding:0 14px">1–${shownMax} of ${mails.length}: ops mail list and ops mail show have the older ones.</p>`;
}

/** A mail with its headers. Its HTML stands in a frame of its own, as its reader's program shows it. */
export function mailPage({ at, from, to, subject, text, html, chat }: SentMail): string {
  const rows = [
    ['From', from],
    [chat === undefined ? 'To' : 'In', placeOf({ to, chat })],
    ['Date', japanTime(at)],
    ['Subject', subject],
  ].map(([name, value]) => `<tr><th>${name}</th><td>${escaped(value ?? '')}</td></tr>`);
  return `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>${escaped(subject)}</title><style>
body{margin:0;padding:12px;font:14px/1.5 'Hiragino Sans','Yu Gothic',Meiryo,sans-serif;color:#222}
th{text-align:left;padding-right:1em;color:#666;font-weight:normal}
iframe{width:100%;height:70vh;border:1px solid #ccc;margin:10px 0}
pre{white-space:pre-wrap}
</style></head><body><table>${rows.join('')}</table>
<iframe sandbox title="HTML" srcdoc="${escaped(html)}"></iframe>
<details><summary>As plain text</summary><pre>${escaped(text)}</pre></details></body></html>`;
}

/** The addresses of a mail, or the chat of a message. */
function placeOf({ to, chat }: Pick<SentMail, 'to'> & { readonly chat: SentMail['chat'] | undefined }): string {
  return chat === undefined ? to.join(', ') : `chat ${chat.room}`;
}

/** A message as a chat shows it. */
export function chatHtml(lines: readonly ChatLine[]): string {
  const shown = lines.map(({ text, isBold }) => (isBold ? `<strong>${escaped(text)}</strong>` : escaped(text)));
  return `<!doctype html><meta charset="utf-8"><div style="max-width:640px;margin:16px;padding:8px 16px;border-left:4px solid #888;font:15px/1.6 'Hiragino Sans','Yu Gothic',Meiryo,sans-serif;white-space:pre-wrap">${shown.join('\n')}</div>`;
}

/** `2026-11-28 18:00:00 JST` */
function japanTime(at: number): string {
  return `${new Date(at + 9 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')} JST`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] as string);
}
