/**
 * Mail: decides which mail is due to which merchant, gathers its facts, writes it in Japanese, and delivers by mail and chat.
 *
 * Never imports another feature. Start with `send-notices.ts` (outages) and `write-letter.ts` (text from facts).
 */

export { type ChatWork, sendChats } from './chat.ts';
export { countMails, countStuckMails, type MailCount } from './count-mails.ts';
export type { NoticeWork } from './deliver.ts';
export { countHeld, noPushFacts, noStockFacts, pushFactsOf, stockFactsOf, type WithMails } from './facts.ts';
export { noteIncident, sendInterim, sentNote, whyNoInterim } from './interims.ts';
export { keyEnded, keyEnding } from './key-mails.ts';
export { type KeyNoticeWork, sendKeyNotices } from './key-notices.ts';
export { type IdentityWords, identitiesOf, identityOf, type Letter, type MailIdentity } from './letter.ts';
export { maintenanceAfter, maintenanceAhead, maintenanceImport } from './maintenance.ts';
export {
  morningDigest,
  sendMornings,
} from './morning-digest.ts';
export { outageAllClear } from './outage-all-clear.ts';
export { outageCorrection } from './outage-correction.ts';
export { outageInterim, outageOpened } from './outage-opened.ts';
export { renderChat, renderHtml, renderText } from './render.ts';
export { type DigestWork, defaultDigestSettings, sendDigests } from './send-digests.ts';
export { sendNotices } from './send-notices.ts';
export { asOnlySender, freshNoticeMemory, type NoticeMemory, type NoticeReport, noRefusals } from './sending.ts';
export { statusDigest, testChat, testLetter } from './status-digest.ts';
export { gatherFacts, writeLetter } from './write-letter.ts';
