import { inquirySection } from './inquiry.ts';
import type { Letter, Line, MailIdentity } from './letter.ts';

const ruler = '────────────────────';

/** Sets a letter as plain text. */
export function renderText(letter: Letter, identity: MailIdentity): string {
  const all = [...letter.sections, inquirySection(identity)];
  const sections = all.flatMap(({ heading, lines }) => ['', `■ ${heading}`, ...lines.map(lineText)]);
  return [
    `${letter.to} 様`,
    '',
    `いつもお世話になっております。${identity.fromName}です。`,
    ...letter.opening,
    ...sections,
    '',
    ...closing(identity),
  ].join('\n');
}

function lineText({ kind, text }: Line): string {
  switch (kind) {
    case 'sentence':
      return text;
    case 'point':
      return `・${text}`;
  }
}

function closing(identity: MailIdentity): string[] {
  const telephone = identity.telephone === undefined ? [] : [`電話: ${identity.telephone}`];
  return [ruler, identity.fromName, ...telephone, ...identity.signature, ruler];
}
