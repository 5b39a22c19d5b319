import { t } from '../../language/index.ts';
import { type Column, label, type Said, timeText } from '../words.ts';
import type { ApiKeyFacts } from './facts.ts';

export const apiKeyColumns = (): Column<ApiKeyFacts>[] => [
  { title: label.key(), whole: true, of: ({ key }) => key },
  { title: label.name(), long: true, of: ({ name }) => name },
  { title: label.merchant(), of: ({ merchant }) => merchant ?? t`all` },
  { title: t`may`, long: true, of: ({ scopes }) => scopes.join(' ') },
  { title: label.state(), of: standingSaid },
  { title: t`ends`, of: ({ endsAt }) => timeText(endsAt) },
  { title: t`last used`, of: ({ lastUsedAt }) => timeText(lastUsedAt) || t`never` },
];

function standingSaid({ standing, endedBy = '' }: ApiKeyFacts): Said {
  switch (standing) {
    case 'works':
      return { text: t`works`, look: 'good' };
    case 'ended':
      return t`ended by ${endedBy}`;
    case 'expired':
      return { text: t`expired`, look: 'warn' };
  }
}
