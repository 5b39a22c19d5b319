import type { Cloud } from '../cloud.ts';
import type { Happenings } from './happenings.ts';

/** Reports mails as they go out, those of one subject together, and none of an earlier run. Returns a function that checks again. */
export function followMails(cloud: Pick<Cloud, 'mails'>, happenings: Pick<Happenings, 'add'>): () => Promise<void> {
  let told = cloud.mails().length;
  return async () => {
    const mails = cloud.mails();
    const fresh = mails.slice(told);
    told = mails.length;
    for (const [subject, sent] of Map.groupBy(fresh, (mail) => mail.subject)) {
      happenings.add('good', `${sent.length} ${sent.length === 1 ? 'mail' : 'mails'}: ${subject}`);
    }
  };
}
