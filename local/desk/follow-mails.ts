import type { Cloud } from '../cloud.ts';
import type { Happenings } from './happenings.ts';

/** Reports mails as they go out, those of one subject together. Returns a function that reports what went out since it was called last. */
export function followMails(cloud: Pick<Cloud, 'onMail'>, happenings: Pick<Happenings, 'add'>): () => Promise<void> {
  const subjects: string[] = [];
  cloud.onMail(({ subject }) => subjects.push(subject));
  return async () => {
    for (const [subject, sent] of Map.groupBy(subjects.splice(0), (one) => one)) {
      happenings.add('good', `${sent.length} ${sent.length === 1 ? 'mail' : 'mails'}: ${subject}`);
    }
  };
}
