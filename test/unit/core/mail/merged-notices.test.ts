import { expect, it } from 'vitest';
import { dueNotices, interimOccasion, mergedNotices } from '../../../../core/mail/due-notices.ts';
import type { Incident } from '../../../../core/model/incident.ts';
import { noon } from '../../../contract/fixtures.ts';

it('a word in between that was not sent before the outage ended is part of the all-clear, and not sent after it', () => {
  const word = { at: noon + 1, text: '復旧の見込みはまだ立っていません。' };
  const incident: Incident = {
    id: 'rms-20261124-120000',
    mall: 'rms',
    version: 1,
    openedAt: noon - 2,
    detectedAt: noon - 1,
    noticedAt: noon,
    affected: [{ capability: 'import', from: noon - 2, to: noon + 2 }],
    reopened: 0,
    interims: [word],
    stage: { kind: 'closed', at: noon + 3 },
  };
  const occasion = interimOccasion(incident, word.at);
  expect(mergedNotices(incident)).toContainEqual({ occasion, kind: 'outage-interim', note: word.text });
  expect(dueNotices(incident).map(({ kind }) => kind)).toEqual(['outage-all-clear']);
});
