import type { Cloud } from '../cloud.ts';
import type { Happenings } from './happenings.ts';

/** Reports mails as they go out, those of one subject together. Returns a function that checks again. */
export function followMails(cloud: Cloud, happenings: Happenings): () => Promise<void> {
  let told = 0;
  return async () => {
    const mails = cloud.mails();
    const fresh = mails.slice(told);
    told = mails.length;
    for (const [subject, sent] of Map.groupBy(fresh, (mail) => mail.subject)) {
      happenings.add('good', `${sent.length} ${sent.length === 1 ? 'mail' : 'mails'}: ${subject}`);
    }
  };
}
