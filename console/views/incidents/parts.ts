import { html } from 'hono/html';
import type { EpochMs } from '../../../core/kernel/index.ts';
import { enumerated, t } from '../../../language/index.ts';
import { type IncidentFacts, lengthTexts, spanColumns, stageLooks, stageText } from '../../../views/incident/index.ts';
import { label, table, timeText } from '../../../views/words.ts';
import { type Markup, nothing } from '../../page.ts';
import { chip, partTable } from '../../parts.ts';
import { bands } from './bands.ts';
import type { IncidentSeen } from './incident-looks.ts';

export function outPart({ now, facts, axis, marks }: Pick<IncidentSeen, 'now' | 'facts' | 'axis' | 'marks'>): Markup {
  const title = t`What was out`;
  const spans = facts.spans.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return html`<h2>${title}</h2>${bands(facts, facts.timeline, axis, now, marks)}${partTable(title, table(spanColumns(now), spans))}`;
}

export function heading(facts: IncidentFacts, now: EpochMs, lines: readonly string[] = []): Markup {
  const { incident, stage, since, until } = facts;
  return html`<section class="banner ${stageLooks[stage]}">
<p>${chip(stageLooks[stage], stageText(facts))} ${timeText(since)} 〜 ${timeText(until) || label.lasts()} (${enumerated(lengthTexts(facts, now))})</p>
${lines.length === 0 ? nothing : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}
</section><p><small>${incident}</small></p>`;
}
